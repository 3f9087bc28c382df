"""What the second reading looks at in a sentence: fields of meaning and where they stand to the name, cues with their
voices, the sentence's form.

Nothing here depends on who is named, and nothing on the language: `fields.yml` and the cue files translate each language
into the same few hundred features, so that what one language shows counts in all ten and one set of weights serves them
all. Word and character n-grams were tried and added nothing on unseen writers (docs/stance.md). Weights are
`stance.weights`', what follows from them `stance.second`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final

from evenhand.detection.folding import fold
from evenhand.detection.resources import read_yaml
from evenhand.detection.stance.cues import forms_of
from evenhand.detection.stance.surface import OTHER, TARGET, Surface
from evenhand.detection.stance.voice import Heard

_STEM: Final = 4  # letters from which a stem may be continued; the shortest that tells most roots apart here
_NEAR: Final = 2  # words between a field's word and the name that still count as beside it
_LONG: Final = 14  # words; a sentence is short, middling or long
_SUPPORTIVE: Final = frozenset({"give", "admire", "justify", "belong", "call", "emblem"})
_LONGEST_REMEMBERED: Final = 40  # letters; longer words do not come again
_MOST_REMEMBERED: Final = 65_536  # words of a language; a bound on hostile input
_AS: Final = {"wire": "reporting"}  # one kind of the news to the model


Meanings = Sequence[tuple[int, str]]  # index of a word, and the field of meaning it belongs to


def meanings_of(heard: Heard) -> Meanings:
    """The words that belong to a field of meaning, in order.

    In a news predicate no word of support counts: in `mengaku bertanggung jawab` nobody answers anybody.
    """
    fields = _fields_by_word(heard.langs)
    told = {at for spoken in heard.of("wire") for at in range(spoken.hit.first, spoken.hit.last)}
    return [
        (at, field)
        for at, found in enumerate(map(fields.__getitem__, heard.surface.words))
        if found
        for field in found
        if at not in told or field not in _SUPPORTIVE
    ]


def meanings_in(meanings: Meanings, surface: Surface, sentence: int) -> Meanings:
    """Those of one sentence."""
    first, last = surface.words_of(sentence)
    return [meant for meant in meanings if first <= meant[0] < last]


def features_of(heard: Heard, sentence: int, meanings: Meanings | None = None) -> set[str]:
    """The features of one sentence. Where the name is in another sentence (or field) there is no before and after."""
    surface = heard.surface
    seen = set(_form(surface, sentence))
    for spoken in heard.spoken:
        if surface.sentences[spoken.hit.first] == sentence:
            kind = _AS.get(spoken.kind, spoken.kind)
            seen.add(f"#{kind}:{'own' if spoken.own else 'else'}{'-not' if spoken.negated else ''}")
    fields: set[str] = set()
    target = surface.target if surface.sentence == sentence else None
    for at, field in meanings_in(meanings_of(heard) if meanings is None else meanings, surface, sentence):
        fields.add(f"@{field}")
        if target is not None:
            side = "<" if at < target else ">"
            seen.add(f"@{field}{side}")
            if abs(at - target) <= _NEAR:
                seen.add(f"@{field}{side}near")
    seen |= fields
    seen.update([one + two for one, two in combinations(sorted(fields), 2)])
    return seen


def _form(surface: Surface, sentence: int) -> Iterator[str]:
    first, last = surface.words_of(sentence)
    size = last - first
    yield "#size:short" if size < _LONG // 2 else "#size:middling" if size < _LONG else "#size:long"
    if sentence in surface.questions:
        yield "#question"
    if sentence in surface.emphatic:
        yield "#emphatic"
    if surface.ironic:
        yield "#ironic"
    if True in surface.quotes[first:last]:
        yield "#quotes"
    if surface.sentence != sentence:
        yield "#elsewhere"
    elif surface.words[first] == TARGET:
        yield "#first"
    elif surface.words[last - 1] == TARGET:
        yield "#last"


class _Fields(dict[str, tuple[str, ...]]):
    """By word, the fields of meaning it belongs to, in any of its forms, in the languages it may be of; remembered."""

    def __init__(self, langs: Sequence[str]) -> None:
        super().__init__({TARGET: (), OTHER: ()})
        self._langs = langs

    def __missing__(self, text: str) -> tuple[str, ...]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        found: set[str] = set()
        for lang in self._langs if text not in (TARGET, OTHER) else ():
            stems = _stems().get(lang, {})
            for form in forms_of(text):
                for size in (*range(_STEM, len(form)), len(form)):
                    if form[:size] in stems:
                        found.update(stems[form[:size]])
        fields = tuple(sorted(found))
        if len(text) <= _LONGEST_REMEMBERED:
            self[text] = fields
        return fields


@lru_cache(maxsize=64)
def _fields_by_word(langs: tuple[str, ...]) -> _Fields:
    return _Fields(langs)


@lru_cache(maxsize=1)
def _stems() -> dict[str, dict[str, tuple[str, ...]]]:
    """By language and stem, the fields of meaning it belongs to. Phrases of several words are the cue files'."""
    table: dict[str, dict[str, list[str]]] = {}
    for field, by_lang in read_yaml("stance/fields.yml").items():
        for lang, stems in by_lang.items():
            for stem in map(fold, stems):
                if stem and " " not in stem and field not in table.setdefault(lang, {}).setdefault(stem, []):
                    table[lang][stem].append(field)
    return {lang: {stem: tuple(fields) for stem, fields in stems.items()} for lang, stems in table.items()}
