"""Cues: phrases by language and kind, from `cues/<lang>.yml`, found in a prepared text.

A phrase is folded words. `*` ends a word with any ending, `...` skips up to three words, `X` is the mention that is read.
Arabic and Hebrew words are also found behind a proclitic. What a found cue means for the stance is `stance.reader`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any, Final

from evenhand.detection.folding import fold
from evenhand.detection.morphology import proclitics_of
from evenhand.detection.resources import CUE_LANGUAGES, read_yaml
from evenhand.detection.stance.surface import TARGET, Surface, Word
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
_MOST_SKIPPED: Final = 3
_PREFIX_KEY: Final = 2


@dataclass(frozen=True, slots=True)
class Cue:
    """One phrase. `cue_id` is `lang.kind.words` and names the line of the file a reader can look up."""

    cue_id: str
    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue found: the words it took, from `first` up to `last` (exclusive)."""

    cue: Cue
    first: int
    last: int


@dataclass(slots=True)
class CueSet:
    """The cues of one language, arranged by their first word."""

    lang: str
    by_word: dict[str, list[Cue]] = field(default_factory=dict)
    by_prefix: dict[str, list[Cue]] = field(default_factory=dict)
    room: str = "stance"

    def find(self, surface: Surface) -> list[CueHit]:
        """All cues in a text, in order of place then length, longest first. A cue inside a longer one of its kind is left out."""
        words = surface.words
        hits = [
            CueHit(cue, i, last)
            for i, word in enumerate(words)
            for cue in (
                _starting(self.lang, word.text, self.room)
                if word.text != TARGET
                else _after_target(self.lang, words[i + 1].text if i + 1 < len(words) else "", self.room)
            )
            if (last := _match(cue.words, words, i)) is not None
        ]
        hits.sort(key=lambda hit: (hit.first, -hit.last, hit.cue.cue_id))
        kept: list[CueHit] = []
        for hit in hits:
            if not any(k.cue.kind == hit.cue.kind and k.first <= hit.first and hit.last <= k.last for k in kept[-6:]):
                kept.append(hit)
        return kept


@lru_cache(maxsize=65536)
def _starting(lang: str, word: str, room: str) -> tuple[Cue, ...]:
    """The cues of a language whose first word this is, in any of its forms. Words repeat: most answers are remembered."""
    cues = cues_of(lang, room)
    found: dict[str, Cue] = {}
    for form in forms_of(word):
        for cue in (*cues.by_word.get(form, ()), *cues.by_prefix.get(form[:_PREFIX_KEY], ())):
            if _fits(cue.words[0], word):
                found[cue.cue_id] = cue
    return tuple(found.values())


@lru_cache(maxsize=65536)
def _after_target(lang: str, word: str, room: str) -> tuple[Cue, ...]:
    """The cues that begin with the mention and may go on with a word: many do, and few with the same one."""
    return tuple(
        cue
        for cue in cues_of(lang, room).by_word.get(TARGET, ())
        if len(cue.words) == 1 or cue.words[1] in (_GAP, TARGET) or (word and _fits(cue.words[1], word))
    )


@lru_cache(maxsize=65536)
def forms_of(word: str) -> tuple[str, ...]:
    """A word as written, and without each proclitic its script may put before it."""
    if not word or word[0] == TARGET[0]:
        return (word,)
    clitics = proclitics_of(script_of_char(word[0]))
    shorter = [word[len(c) :] for c in clitics if word.startswith(c) and len(word) - len(c) >= 3]
    article = [form[2:] for form in (word, *shorter) if form.startswith("ال") and len(form) >= 5]
    lil = ["ال" + word[2:]] if word.startswith("لل") and len(word) >= 5 else []
    return tuple(dict.fromkeys((word, *shorter, *article, *lil, *(form[2:] for form in lil))))


def _fits(pattern: str, word: str) -> bool:
    if pattern[-1] == "*":
        stem = pattern[:-1]
        return any(form.startswith(stem) for form in forms_of(word))
    return pattern in forms_of(word)


def _match(pattern: Sequence[str], words: Sequence[Word], at: int) -> int | None:
    """Where a phrase that starts at a word ends (exclusive), or None. A phrase stays within its sentence."""
    position, skip = at, 0
    for part in pattern:
        if part == _GAP:
            skip = _MOST_SKIPPED
            continue
        if part == TARGET and position > at and not skip:
            position = _past_titles(words, position)
        reach = range(position, min(position + skip + 1, len(words)))
        found = next((i for i in reach if _fits(part, words[i].text)), None)
        if found is None or words[found].sentence != words[at].sentence:
            return None
        position, skip = found + 1, 0
    return position


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    return frozenset(map(fold, read_yaml("data/context.yml")["titles"]["all"]))


def _past_titles(words: Sequence[Word], position: int) -> int:
    """The place after articles and titles before a name: `support the group X` is `support X`."""
    last = min(position + 2, len(words))
    while position < last and words[position].text in _titles():
        position += 1
    return position


@lru_cache(maxsize=32)
def cues_of(lang: str, room: str = "stance") -> CueSet:
    """The cues of a supported language, of stance or of violence. Raises BadInputError for a file with an unknown kind.

    `terms` of a file are words that stand for one another: a phrase with their name in it is one phrase for each.
    """
    cues = CueSet(lang, room=room)
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
            cue = Cue(f"{lang}.{kind}.{'-'.join(phrase.split())}", kind, _compile(phrase))
            first = cue.words[0]
            if first[-1] == "*":
                cues.by_prefix.setdefault(first[:_PREFIX_KEY], []).append(cue)
            else:
                cues.by_word.setdefault(first, []).append(cue)
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
    if not words or words[0] == _GAP:
        raise BadInputError(f"not a cue: {phrase!r}", hint="a cue begins with a word")
    return tuple(words)


def cue_sets(lang: str, script_langs: Sequence[str] = ()) -> list[CueSet]:
    """The cues to read a text with: its language's, or those of every candidate when the language could not be told."""
    return [cues_of(code) for code in ((lang,) if lang in CUE_LANGUAGES else script_langs)]
