"""A synthetic platform whose treatment of groups is known, because this file decides it: the parity report's oracle.

Every world hides its parameters behind a seed: who writes where (language, community, surface, account and reach depend
on one another, so they confound), how often posts violate, how likely each stage passes them given the confounders, and
how the audit drew its sample (evenly, or with restricted posts over-drawn and weighted). An *injected* world also hides
one unevenness: a group, a stage and a factor beyond the report's tolerance. In half of the worlds surfaces truly differ,
and so confound languages. The report sees only the cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.parity.comparisons import Comparison, Kind, strata_of
from evenhand.parity.cubes import DIMENSIONS, Cell, Cube, Tally
from evenhand.parity.records import Stage, Truth
from evenhand.stats.intervals import z_of

LANGUAGES, SURFACES, COMMUNITIES = (
    ("ar", "en", "fa", "he", "ru"),
    ("feed", "photos", "video"),
    ("north", "south", "west"),
)
KINDS, BANDS, CLAUSES, PRIORS = ("individual", "news_outlet", "organisation"), ("a", "b", "c"), ("t1", "t2"), ("0", "1")
STAGES = tuple(stage.value for stage in Stage)
BASE = {Truth.VIOLATING: (0.93, 0.9, 0.75, 0.85), Truth.ALLOWED: (0.6, 0.7, 0.3, 0.45)}
HARSH = 0.35


@dataclass(frozen=True)
class Injection:
    kind: Kind
    dimension: str
    level: str
    stage: str
    factor: float


@dataclass(frozen=True)
class World:
    """What the report sees (`cube`), and what only the simulator knows: every post's true chances."""

    cube: Cube
    injection: Injection | None
    columns: dict[str, np.ndarray]  # of the whole population: dimension codes, truth, chances, passed, sampled weight

    def true_ratio(self, one: Comparison) -> float:
        """The ratio that the comparison estimates: true chances, standardised as Mantel and Haenszel do."""
        first, second, chance, strata = self._population(one.kind, one.dimension, one.level)
        top = bottom = 0.0
        for stratum in np.unique(strata[first & self._drawn()]):
            here = strata == stratum
            a, b = here & first, here & second
            n_1, n_0 = self._size(a), self._size(b)
            if n_1 and n_0:
                weight = n_1 * n_0 / (n_1 + n_0)
                top, bottom = top + weight * chance[a].mean(), bottom + weight * chance[b].mean()
        return top / bottom if bottom else float("nan")

    def power(self, family: int, alpha: float = 0.05) -> float:
        """A lower bound on the chance that the report finds the injected unevenness and names its stage: the chance of
        the comparison being significant plus that of the stage's test, minus one.
        """
        assert self.injection is not None
        put = self.injection
        whole = self._detectable(put, None, alpha / family)
        if put.kind is Kind.PENALTY:
            return whole
        return max(0.0, whole + self._detectable(put, STAGES.index(put.stage), alpha / len(STAGES)) - 1)

    def _detectable(self, put: Injection, stage: int | None, alpha: float) -> float:
        from scipy.special import ndtr

        first, second, chance, strata = self._population(put.kind, put.dimension, put.level)
        if stage is not None:
            reached = self.columns["passed"] >= stage
            first, second, chance = first & reached, second & reached, self.columns["stages"][:, stage]
        gap = null = real = 0.0
        for stratum in np.unique(strata[first & self._drawn()]):
            here = strata == stratum
            a, b = here & first, here & second
            n_1, n_0 = self._worth(a), self._worth(b)
            if n_1 + n_0 > 1 and n_1 and n_0:
                p_1, p_0, n = chance[a].mean(), chance[b].mean(), n_1 + n_0
                pooled = (n_1 * p_1 + n_0 * p_0) / n
                gap += n_1 * n_0 / n * (p_1 - p_0)
                null += n_1 * n_0 * pooled * (1 - pooled) / (n - 1)
                real += (n_1 * n_0 / n) ** 2 * (p_1 * (1 - p_1) / n_1 + p_0 * (1 - p_0) / n_0)
        return float(ndtr((abs(gap) - z_of(1 - alpha) * np.sqrt(null)) / np.sqrt(real))) if real > 0 else 0.0

    def _drawn(self) -> np.ndarray:
        return self.columns["weight"] > 0

    def _size(self, cells: np.ndarray) -> float:
        return float(self.columns["weight"][cells].sum())

    def _worth(self, cells: np.ndarray) -> float:
        """The sample size that weighted posts are worth (Kish)."""
        weights = self.columns["weight"][cells].astype(float)
        return float(weights.sum() ** 2 / (weights**2).sum()) if weights.any() else 0.0

    def _population(self, kind: Kind, dimension: str, level: str) -> tuple[np.ndarray, ...]:
        c = self.columns
        restricted = c["passed"] >= 4
        inside = {Kind.UNDER: c["violating"], Kind.OVER: ~c["violating"], Kind.PENALTY: c["violating"] & restricted}[
            kind
        ]
        code = LEVELS[dimension].index(level)
        all_stages = c["stages"].prod(axis=1)
        chance = {Kind.UNDER: 1 - all_stages, Kind.OVER: all_stages, Kind.PENALTY: c["harsh"]}[kind]
        strata = np.zeros(c["violating"].size, dtype=np.int64)
        for name in strata_of(kind, dimension):
            strata = strata * len(LEVELS[name]) + c[name]
        mine = c[dimension] == code
        return inside & mine, inside & ~mine, chance, strata


LEVELS = {
    "lang": LANGUAGES,
    "surface": SURFACES,
    "community": COMMUNITIES,
    "account_kind": KINDS,
    "reach_band": BANDS,
    "clause": CLAUSES,
    "prior_strikes": PRIORS,
}


def make_world(seed: int, *, injected: bool, size: int = 0) -> World:
    """One world. Population 6,000 to 40,000 posts unless said otherwise, of which a third to a half are audited."""
    rng = np.random.default_rng([seed, int(injected)])
    drawn = int(np.exp(rng.uniform(np.log(6_000), np.log(40_000))))
    size = size or drawn
    c = _authors(rng, size)
    c["violating"] = rng.random(size) < _chance(
        rng, c, 0.45, ("surface", "account_kind", "clause", "lang", "community"), 0.5
    )
    c["stages"] = np.empty((size, len(STAGES)))
    injection = _choose(rng) if injected else None
    confounders = ("account_kind", "reach_band", "clause")
    if rng.random() < 0.5 and (injection is None or injection.dimension != "surface"):
        confounders = ("surface", *confounders)
    for s in range(len(STAGES)):
        for truth, mask in ((Truth.VIOLATING, c["violating"]), (Truth.ALLOWED, ~c["violating"])):
            c["stages"][mask, s] = _chance(rng, c, BASE[truth][s], confounders, 0.5)[mask]
    c["harsh"] = _chance(rng, c, HARSH, (*confounders, "prior_strikes"), 0.5)
    if injection:
        _inject(injection, c)
    c["passed"] = _walk(rng, c)
    c["weight"] = _draw(rng, c["passed"] >= 4)
    return World(_cube(c), injection, c)


def _authors(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
    """Who writes where: each column depends on earlier ones, by hidden tables."""
    c = {"community": rng.choice(3, size, p=rng.dirichlet([8, 8, 8]))}
    for name, parents in (
        ("lang", ("community",)),
        ("surface", ("community", "lang")),
        ("account_kind", ("community",)),
        ("reach_band", ("account_kind",)),
        ("clause", ("lang",)),
        ("prior_strikes", ("account_kind", "community")),
    ):
        index = np.zeros(size, dtype=np.int64)
        for parent in parents:
            index = index * len(LEVELS[parent]) + c[parent]
        tables = rng.dirichlet([3.0] * len(LEVELS[name]), int(index.max()) + 1).cumsum(axis=1)
        c[name] = (rng.random(size)[:, None] > tables[index]).sum(axis=1).clip(0, len(LEVELS[name]) - 1)
    return c


def _chance(rng: np.random.Generator, c: dict, base: float, by: tuple[str, ...], spread: float) -> np.ndarray:
    """A logistic chance around a base with hidden effects of each column."""
    logit = np.full(c["community"].size, np.log(base / (1 - base)) + rng.normal(0, 0.2))
    for name in by:
        logit += rng.normal(0, spread, len(LEVELS[name]))[c[name]]
    return 1 / (1 + np.exp(-logit))


def _choose(rng: np.random.Generator) -> Injection:
    dimension = str(rng.choice(["lang", "surface", "community"]))
    level = str(rng.choice(LEVELS[dimension]))
    kind = Kind(str(rng.choice([kind.value for kind in Kind])))
    if kind is Kind.PENALTY:
        return Injection(kind, dimension, level, Stage.PENALTIES.value, float(rng.uniform(1.3, 2.0)))
    factor = float(rng.uniform(0.5, 0.77) if kind is Kind.UNDER else rng.uniform(1.3, 2.0))
    return Injection(kind, dimension, level, str(rng.choice(STAGES)), factor)


def _inject(put: Injection, c: dict) -> None:
    mine = c[put.dimension] == LEVELS[put.dimension].index(put.level)
    if put.kind is Kind.PENALTY:
        c["harsh"][mine] = np.minimum(0.98, c["harsh"][mine] * put.factor)
        return
    mine &= c["violating"] == (put.kind is Kind.UNDER)
    stage = STAGES.index(put.stage)
    c["stages"][mine, stage] = np.minimum(0.99, c["stages"][mine, stage] * put.factor)


def _walk(rng: np.random.Generator, c: dict) -> np.ndarray:
    """How far each post comes: it stops at the first stage that it does not pass."""
    passes = rng.random(c["stages"].shape) < c["stages"]
    passed = np.cumprod(passes, axis=1).sum(axis=1)
    return np.where((passed == 4) & (rng.random(passed.size) < c["harsh"]), 5, passed)


def _draw(rng: np.random.Generator, restricted: np.ndarray) -> np.ndarray:
    """The draw: weights in thousandths, 0 for posts not drawn. One world in three over-draws restricted posts."""
    if rng.random() < 1 / 3:
        chance = np.where(restricted, 0.8, 0.25)
        weights = np.where(restricted, 1_250, 4_000)
    else:
        chance, weights = np.full(restricted.size, 0.4), np.full(restricted.size, 2_500)
    return np.where(rng.random(restricted.size) < chance, weights, 0)


def _cube(c: dict) -> Cube:
    drawn = c["weight"] > 0
    key = np.stack([*(c[name][drawn] for name in DIMENSIONS), c["violating"][drawn], c["passed"][drawn]], axis=1)
    cells, inverse = np.unique(key, axis=0, return_inverse=True)
    weight = c["weight"][drawn]
    n, w, w2 = (np.bincount(inverse, x, len(cells)).astype(np.int64) for x in (np.ones_like(weight), weight, weight**2))
    rows = []
    for i, row in enumerate(cells.tolist()):
        values = tuple(LEVELS[name][code] for name, code in zip(DIMENSIONS, row, strict=False))
        truth = Truth.VIOLATING if row[-2] else Truth.ALLOWED
        rows.append(Cell(values, truth, row[-1], int(n[i]), int(w[i]), int(w2[i])))
    return Cube.of(
        rows, Tally(records=int(drawn.sum()), used=int(drawn.sum()), by_sampling=(("random", int(drawn.sum())),))
    )
