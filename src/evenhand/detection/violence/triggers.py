"""Which texts are worth reading for violent speech: those that hold a word of some call and a word of some group's name.

One word of each phrase stands for it, its longest. `violence.quick` looks for these in whole columns; `may_hold` then asks, of
one text, for all words of some phrase. What it lets through is read by `violence.reader`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from evenhand.detection.folding import fold
from evenhand.detection.resources import CUE_LANGUAGES
from evenhand.detection.stance.cues import SPEECH_KINDS, cues_of, forms_of
from evenhand.detection.stance.surface import TARGET
from evenhand.detection.violence.targets import rows

_LANGS: Final = len(CUE_LANGUAGES)
_CALLS: Final = (1 << _LANGS) - 1  # a bit a language: it has a call with this word; as many above: a group's name
VERBS: Final = ("kill_verb", "exterminate_verb", "expel_verb")
FORMS: Final = ("kill_form", "exterminate_form", "expel_form", "die_form")
ORDERS: Final = ("kill_order", "exterminate_order", "expel_order")
CALL_KINDS: Final = (*SPEECH_KINDS, *VERBS, *FORMS, *ORDERS)
ARTICLE: Final = "ال"


@lru_cache(maxsize=1)
def words() -> tuple[dict[str, int], dict[str, int]]:
    """(whole words, stems) with what they say, in bits: in which languages a call, in which a group's name."""
    whole: dict[str, int] = {}
    stems: dict[str, int] = {}
    for phrase, bit in _phrases():
        key = _key(phrase)
        into, key = (stems, key[:-1]) if key.endswith("*") else (whole, key)
        for form in {key, key.removeprefix(ARTICLE) if len(key) >= 5 else key}:
            into[form] = into.get(form, 0) | bit
    return whole, stems


def both(said: int) -> int:
    """The languages, in bits, in which words that say this hold a call and a group's name."""
    return said & (said >> _LANGS) & _CALLS


def _key(phrase: tuple[str, ...]) -> str:
    """The word that stands for a phrase: its longest, common ones only where there is no other."""
    return max(phrase, key=lambda word: (word not in _common(), len(word)))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    cues = (cue for lang in CUE_LANGUAGES for cue in cues_of(lang, "violence").phrases())
    return frozenset(cue.words[0] for cue in cues if cue.kind == "common")


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[tuple[str, ...], int], ...]:
    """The words of each call, without the group's and without gaps, and those of each group's name; with their bit."""
    found: list[tuple[tuple[str, ...], int]] = []
    for place, lang in enumerate(CUE_LANGUAGES):
        found += [(phrase, 1 << place) for phrase in _literal(CALL_KINDS, langs=(lang,))]
        names = dict.fromkeys(name for _, by_lang in rows() for name in by_lang[lang])
        found += [(name, 1 << (place + _LANGS)) for name in names]
    return tuple(found)


def _literal(
    kinds: tuple[str, ...], room: str = "violence", langs: tuple[str, ...] = CUE_LANGUAGES
) -> list[tuple[str, ...]]:
    """The words of the cues of these kinds, each phrase once."""
    cues = (cue for lang in langs for cue in (cues_of(lang, room) if room != "stance" else cues_of(lang)).phrases())
    found = {cue.words: None for cue in cues if cue.kind in kinds}
    words = (tuple(word for word in phrase if word[0] != TARGET[0] and word != "...") for phrase in found)
    return list(dict.fromkeys(words))


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


Call = tuple[tuple[str, ...], int]  # a phrase, and the bit of its language


@lru_cache(maxsize=1)
def _calls() -> dict[str, list[Call]]:
    """The phrases of calls by the word that stands for each."""
    calls: dict[str, list[Call]] = {}
    for phrase, bit in _phrases():
        if bit & _CALLS:
            calls.setdefault(_key(phrase), []).append((phrase, bit))
    return calls


@lru_cache(maxsize=16_384)
def _calls_by(word: str) -> tuple[Call, ...]:
    """The phrases that a word of a text may stand for."""
    calls, found = _calls(), []
    for form in forms_of(word):
        keys = (form, *(f"{form[:size]}*" for size in range(_shortest_stem(), len(form) + 1)))
        found += [call for key in keys for call in calls.get(key, ())]
    return tuple(found)


def may_hold(text: str) -> bool:
    """Whether a text is worth reading: it holds, in one language, all words of a call and a word of a group's name."""
    found, said = 0, set(fold(text).replace("'", " ").split())
    for word in said:
        found |= says(word)
    langs = both(found)
    if not langs:
        return False
    forms = {form for word in said for form in forms_of(word)}
    calls = {call for word in said if says(word) & langs for call in _calls_by(word) if call[1] & langs}
    held = [phrase for phrase, _ in calls if all(_in(part, forms) for part in phrase)]
    return any(phrase not in _urged() for phrase in held) or (bool(held) and _urges(forms))


@lru_cache(maxsize=1)
def _urged() -> frozenset[tuple[str, ...]]:
    """Forms of verbs: no call without words that urge or wish."""
    by_kind = {kinds: set(_literal(kinds)) for kinds in (FORMS, (*SPEECH_KINDS, *VERBS, *ORDERS))}
    return frozenset(by_kind[FORMS].difference(*(found for kinds, found in by_kind.items() if kinds != FORMS)))


@lru_cache(maxsize=1)
def _urging() -> tuple[frozenset[str], tuple[str, ...]]:
    """A word of each phrase that urges or wishes: whole words, and stems."""
    keys = {max(phrase, key=len) for room in ("violence", "stance") for phrase in _literal(("urge", "wish"), room)}
    return frozenset(keys), tuple(key[:-1] for key in keys if key.endswith("*"))


def _urges(forms: set[str]) -> bool:
    whole, stems = _urging()
    return not whole.isdisjoint(forms) or any(form.startswith(stems) for form in forms)


def _in(part: str, forms: set[str]) -> bool:
    return any(form.startswith(part[:-1]) for form in forms) if part.endswith("*") else part in forms
