"""Cues: phrases by language and kind, from `cues/<lang>.yml`, found in a prepared text.

A phrase is folded words. `*` ends a word with any ending, `...` skips up to three words, `X` is the mention that is read.
Arabic and Hebrew words are also found behind a proclitic. What a found cue means for the stance is `stance.reader`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any, Final, NamedTuple

from evenhand.detection.folding import fold
from evenhand.detection.morphology import proclitics_of
from evenhand.detection.resources import CUE_LANGUAGES, read_yaml
from evenhand.detection.stance.surface import TARGET, Surface
from evenhand.kernel.errors import BadInputError, Place
from evenhand.kernel.languages import script_of_char

VIOLATING_KINDS: Final = ("representation", "material_support", "glorification", "other_support")
KINDS: Final = frozenset(
    {
        *VIOLATING_KINDS,
        "condemnation", "distancing", "agreement", "reporting", "wire", "news_format", "reported", "neutral", "academic",
        "satire_marker", "irony", "human_rights", "counter_speech", "denied_membership", "negation", "negation_after",
        "wish", "first_person", "address", "versus", "violence", "mourning", "religious_formula", "governance",
        "humanitarian", "peace_process", "election", "protest", "historical", "public_interest",
    }
)  # fmt: skip
# Calls against a group of people (`detection.violence`): `cues` of their own, found and heard by the same code.
SPEECH_KINDS: Final = ("kill", "exterminate", "expel", "dehumanise")
_ROOMS: Final = {
    "stance": KINDS,
    "violence": frozenset(
        {
            *SPEECH_KINDS,
            "kill_verb", "exterminate_verb", "expel_verb", "kill_form", "exterminate_form", "expel_form", "die_form",
            "kill_order", "exterminate_order", "expel_order", "urge", "figurative", "lawful", "rulers", "fighters", "own_group",
            "counter", "endorse", "frame", "common", "speaker", "hypothetical",
        }
    ),
}  # fmt: skip
_GAP: Final = "..."
MOST_SKIPPED: Final = 3
_SHORTEST_BEGINNING: Final = 3  # a stem of two letters and its `*`
_LONGEST_REMEMBERED: Final = 40  # letters; longer words do not come again
_MOST_REMEMBERED: Final = 65_536  # words; a bound on hostile input


@dataclass(frozen=True, slots=True)
class Cue:
    """One phrase. `cue_id` is `lang.kind.words` and names the line of the file a reader can look up."""

    cue_id: str
    kind: str
    words: tuple[str, ...]


class CueHit(NamedTuple):
    """A cue found: the words it took, from `first` up to `last` (exclusive)."""

    cue: Cue
    first: int
    last: int


@dataclass(slots=True)
class _Node:
    """Phrases that begin alike: those that end here, and how the others go on, by the next part of the phrase."""

    cues: list[Cue] = field(default_factory=list)
    parts: dict[str, _Node] = field(default_factory=dict)
    gap: _Node | None = None  # after `...`

    def after(self, part: str) -> _Node:
        """The node after a part of a phrase, made where there is none."""
        if part != _GAP:
            return self.parts.setdefault(part, _Node())
        self.gap = self.gap or _Node()
        return self.gap


class _Parts(dict[str, tuple[str, ...]]):
    """By word, the parts of phrases that it fits in any of its forms. Words repeat: most answers are remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.exact: set[str] = set()
        self.stems: dict[str, list[str]] = {}  # by their first two letters

    def add(self, part: str) -> None:
        """A part that words may fit."""
        if part[-1] != "*":
            self.exact.add(part)
        elif part not in (alike := self.stems.setdefault(part[:-1][:2], [])):
            alike.append(part)

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        found: dict[str, None] = {}
        for form in forms_of(word):
            if form in self.exact:
                found[form] = None
            for part in (*self.stems.get(form[:1], ()), *self.stems.get(form[:2], ())):
                if form.startswith(part[:-1]):
                    found[part] = None
        parts = tuple(found)
        if len(word) <= _LONGEST_REMEMBERED:
            self[word] = parts
        return parts


@dataclass(slots=True)
class CueSet:
    """The cues of one language as a tree of their parts, and the parts that each word fits, remembered."""

    lang: str
    root: _Node = field(default_factory=_Node)
    known: _Parts = field(default_factory=_Parts)

    def add(self, cue: Cue) -> None:
        """Take in a phrase."""
        node = self.root
        for part in cue.words:
            node = node.after(part)
            if part != _GAP:
                self.known.add(part)
        if cue.cue_id not in [known.cue_id for known in node.cues]:
            node.cues.append(cue)

    def phrases(self) -> Iterator[Cue]:
        """Every cue, in no order that means anything."""
        nodes = [self.root]
        while nodes:
            node = nodes.pop()
            yield from node.cues
            nodes += [*node.parts.values(), *([node.gap] if node.gap else ())]

    def find(self, surface: Surface) -> list[CueHit]:
        """All cues in a text, in order of place then length, longest first. A cue inside a longer one of its kind is left out."""
        fitting = list(map(self.known.__getitem__, surface.words))
        first = self.root.parts
        hits: list[CueHit] = []
        for i, parts in enumerate(fitting):
            for part in parts:
                if part in first:
                    _follow(first[part], surface, fitting, i, i + 1, hits)
        if len(hits) < 2:
            return hits
        hits.sort(key=lambda hit: (hit.first, -hit.last, hit.cue.cue_id))
        kept: list[CueHit] = []
        for hit in hits:
            if not any(k.cue.kind == hit.cue.kind and k.first <= hit.first and hit.last <= k.last for k in kept[-6:]):
                kept.append(hit)
        return kept


def _follow(
    node: _Node, surface: Surface, fitting: Sequence[tuple[str, ...]], at: int, position: int, hits: list[CueHit]
) -> None:
    """Note the phrases that go on from a node at a word. A phrase stays within the sentence of the word it began `at`."""
    for cue in node.cues:
        hits.append(CueHit(cue, at, position))
    words, sentences = surface.words, surface.sentences
    if node.parts:
        if position < len(words) and sentences[position] == sentences[at]:
            for part in fitting[position]:
                if part in node.parts and part != TARGET:
                    _follow(node.parts[part], surface, fitting, at, position + 1, hits)
        if TARGET in node.parts:
            name = _past_titles(words, position)
            if name < len(words) and words[name] == TARGET and sentences[name] == sentences[at]:
                _follow(node.parts[TARGET], surface, fitting, at, name + 1, hits)
    if node.gap:
        reach = range(position, min(position + MOST_SKIPPED + 1, len(words)))
        for part, below in node.gap.parts.items():
            found = next((i for i in reach if part in fitting[i]), -1)
            if found >= 0 and sentences[found] == sentences[at]:
                _follow(below, surface, fitting, at, found + 1, hits)


@lru_cache(maxsize=65536)
def forms_of(word: str) -> tuple[str, ...]:
    """A word as written, and without each proclitic its script may put before it."""
    if not word or word[0] == TARGET[0]:
        return (word,)
    clitics = proclitics_of(script_of_char(word[0]))
    if not clitics and word[:2] not in ("ال", "لل"):
        return (word,)
    shorter = [word[len(c) :] for c in clitics if word.startswith(c) and len(word) - len(c) >= 3]
    article = [form[2:] for form in (word, *shorter) if form.startswith("ال") and len(form) >= 5]
    lil = ["ال" + word[2:]] if word.startswith("لل") and len(word) >= 5 else []
    return tuple(dict.fromkeys((word, *shorter, *article, *lil, *(form[2:] for form in lil))))


@lru_cache(maxsize=1)
def titles() -> frozenset[str]:
    """Articles and titles that may stand before a name."""
    return frozenset(map(fold, read_yaml("data/context.yml")["titles"]["all"]))


def _past_titles(words: Sequence[str], position: int) -> int:
    """The place after articles and titles before a name: `support the group X` is `support X`."""
    last = min(position + 2, len(words))
    while position < last and words[position] in titles():
        position += 1
    return position


@lru_cache(maxsize=32)
def cues_of(lang: str, room: str = "stance") -> CueSet:
    """The cues of a supported language, of stance or of violence. Raises BadInputError for a file with an unknown kind.

    `terms` of a file are words that stand for one another: a phrase with their name in it is one phrase for each.
    """
    cues = CueSet(lang)
    table: dict[str, Any] = read_yaml(f"{room}/cues/{lang}.yml")
    terms: dict[str, list[str]] = table.get("terms", {})
    for kind, phrases in table.items():
        if kind == "terms":
            continue
        if kind not in _ROOMS[room]:
            raise BadInputError(
                f"unknown kind of cue: {kind}",
                hint=f"one of {', '.join(sorted(_ROOMS[room]))}",
                place=Place(f"{room}/cues/{lang}.yml"),
            )
        for phrase in (spelt for written in phrases for spelt in _spelt(written, terms)):
            cues.add(Cue(f"{lang}.{kind}.{'-'.join(phrase.split())}", kind, _compile(phrase)))
    return cues


def _spelt(phrase: str, terms: Mapping[str, Sequence[str]]) -> list[str]:
    """A phrase with each of the words that its terms stand for."""
    parts = [terms.get(part, (part,)) for part in phrase.split()]
    return [" ".join(choice) for choice in product(*parts)]


def _compile(phrase: str) -> tuple[str, ...]:
    words: list[str] = []
    for part in phrase.split():
        if part == "X":
            words.append(TARGET)
        elif part == _GAP:
            words.append(_GAP)
        else:
            stem = fold(part.rstrip("*")).replace("'", " ").split()
            words.extend(stem)
            if part.endswith("*"):
                words[-1] += "*"
    if not words or words[0] == _GAP or (words[0][-1] == "*" and len(words[0]) < _SHORTEST_BEGINNING):
        raise BadInputError(f"not a cue: {phrase!r}", hint="a cue begins with a word, or a stem of two letters")
    return tuple(words)


def cue_sets(lang: str, script_langs: Sequence[str] = ()) -> list[CueSet]:
    """The cues to read a text with: its language's, or those of every candidate when the language could not be told."""
    return [cues_of(code) for code in ((lang,) if lang in CUE_LANGUAGES else script_langs)]
