"""Which texts are worth reading for violent speech: those that hold a word of some call and a word of some group's name.

One word of each phrase stands for it, its longest. Both scanners (`may_hold` here for one text, `violence.quick` for columns) look
for the same words; what they let through is read by `violence.reader`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from evenhand.detection.folding import fold
from evenhand.detection.resources import CUE_LANGUAGES
from evenhand.detection.stance.cues import SPEECH_KINDS, CueSet, cues_of, forms_of
from evenhand.detection.stance.surface import TARGET
from evenhand.detection.violence.targets import rows

CALL, GROUP = 1, 2
BOTH: Final = CALL | GROUP
CALL_KINDS: Final = (*SPEECH_KINDS, "kill_verb", "exterminate_verb", "expel_verb")
ARTICLE: Final = "ال"


@lru_cache(maxsize=1)
def words() -> tuple[dict[str, int], dict[str, int]]:
    """(whole words, stems) with what they say: CALL, GROUP or both."""
    whole: dict[str, int] = {}
    stems: dict[str, int] = {}
    for phrase, says in _phrases():
        key = max((word for word in phrase if word[0] != TARGET[0] and word != "..."), key=len)
        into, key = (stems, key[:-1]) if key.endswith("*") else (whole, key)
        for form in {key, key.removeprefix(ARTICLE) if len(key) >= 5 else key}:
            into[form] = into.get(form, 0) | says
    return whole, stems


def _phrases() -> Iterator[tuple[tuple[str, ...], int]]:
    for lang in CUE_LANGUAGES:
        for cue in _cues(cues_of(lang, "violence")):
            if cue[0] in CALL_KINDS:
                yield cue[1], CALL
    for _, names in rows():
        for spelt in names.values():
            for name in spelt:
                yield name, GROUP


def _cues(cues: CueSet) -> Iterator[tuple[str, tuple[str, ...]]]:
    for table in (cues.by_word, cues.by_prefix):
        for listed in table.values():
            for cue in listed:
                yield cue.kind, cue.words


@lru_cache(maxsize=1)
def _shortest_stem() -> int:
    return min(map(len, words()[1]), default=1)


@lru_cache(maxsize=131_072)
def says(word: str) -> int:
    """What one folded word says, with or without what its script puts before it."""
    whole, stems = words()
    found = 0
    for form in forms_of(word):
        found |= whole.get(form, 0)
        for size in range(_shortest_stem(), len(form) + 1):
            found |= stems.get(form[:size], 0)
    return found


def may_hold(text: str) -> bool:
    """Whether a text is worth reading: it holds a word of a call and a word of a group's name. Costs microseconds."""
    found = 0
    for word in fold(text).replace("'", " ").split():
        found |= says(word)
        if found == BOTH:
            return True
    return False
