"""Share events as integers, the settings of a run, and what comes out: plain records. How they are read is left to adapters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int32]
Ticks = npt.NDArray[np.int64]

# Pairs of one object. The peer's rules have no bound; ours stands in for them only where memory would end.
DEFAULT_CAP: Final = 2_000_000
COMPATIBLE_CAP: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class Shares:
    """Share events, one row each, in file order: ids as codes into Arrow dictionaries, -1 where a field is missing.

    `accounts` is sorted, so codes compare as the ids do; `time` counts `ticks` to the second. `content_object[c]` is the
    object that content `c` is itself (a post that others share), else -1. A row with any -1, or `timed` false, makes no
    pair; `--compatible` still counts it for participation, as the peer does.
    """

    account: Codes
    object: Codes
    content: Codes
    time: Ticks
    timed: npt.NDArray[np.bool_]
    ticks: int
    accounts: Any  # pyarrow.Array of strings
    objects: Any
    contents: Any
    content_object: Codes

    @property
    def rows(self) -> int:
        """How many share events there are."""
        return int(self.account.size)

    @property
    def complete_rows(self) -> int:
        """How many of them can make a pair."""
        return int(((self.account >= 0) & (self.object >= 0) & (self.content >= 0) & self.timed).sum())


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked: window in seconds, participation, quantile of the sub-graph, rules, bounds, level and seed."""

    time_window: float
    min_participation: int = 2
    edge_weight: float = 0.5
    compatible: bool = False
    cap: int = 0  # pairs of one object; 0 takes the default of the rules
    level: float = 0.05  # false discovery rate of edges that may form groups
    seed: int = 0

    @property
    def bound(self) -> int:
        """The cap that holds."""
        return self.cap or (COMPATIBLE_CAP if self.compatible else DEFAULT_CAP)


@dataclass(frozen=True, slots=True)
class Capped:
    """An object shared so often that only each share's nearest later partners were paired."""

    object: str
    shares: int
    candidates: int  # pairs within the window, counted exactly
    partners: int  # later partners looked at for each share


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of shares within the window: positions into the sorted columns, earlier share first."""

    left: Codes
    right: Codes


@dataclass(frozen=True, slots=True)
class Sorted:
    """Shares by object and, inside, by time; `bounds[o]:bounds[o+1]` are the rows of object `o`."""

    account: Codes
    object: Codes
    content: Codes
    time: Ticks
    bounds: Ticks


@dataclass(frozen=True, slots=True)
class Edges:
    """Account pairs, smaller id first, in the order of their ids. `p`, `q` are NaN where nothing was tested (`--compatible`)."""

    first: Codes
    second: Codes
    weight: npt.NDArray[np.int64]
    p: npt.NDArray[np.float64]
    q: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Subgraph:
    """What is left when only edges heavier than the quantile stay (strictly heavier)."""

    quantile: float
    threshold: float
    vertices: int
    edges: int
    components: int


@dataclass(frozen=True, slots=True)
class Coordination:
    """The answer of a run. `groups` holds account codes, largest group first."""

    shares: Shares
    settings: Settings
    rows: Sorted
    pairs: Pairs
    edges: Edges
    groups: tuple[tuple[int, ...], ...]
    subgraph: Subgraph
    accounts: int
    objects: int
    contents: int
    vertices: int
    components: int
    tested: int = 0  # how many account pairs the correction is for
    capped: tuple[Capped, ...] = field(default=())
