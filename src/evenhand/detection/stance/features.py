"""What the second reading looks at in a sentence: fields of meaning and where they stand to the name, cues with their
voices, the sentence's form.

Nothing here depends on who is named, and nothing on the language: `fields.yml` and the cue files translate each language
into the same few hundred features, so that what one language shows counts in all ten and one set of weights serves them
all. How the words are spelled is `stance.wording`'s; weights are `stance.weights`', what follows from them `stance.second`'s.
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

STEM: Final = 4  # letters from which a stem may be continued; the shortest that tells most roots apart here
NEAR: Final = 2  # words between a field's word and the name that still count as beside it
LONG: Final = 14  # words; a sentence is short, middling or long
SUPPORTIVE: Final = frozenset({"give", "admire", "justify", "belong", "call", "emblem"})
_LONGEST_REMEMBERED: Final = 40  # letters; longer words do not come again
_MOST_REMEMBERED: Final = 65_536  # words of a language; a bound on hostile input
# Words of grammar: they weigh like other fields, but quoting one shows nobody anything.
GRAMMAR: Final = frozenset({"self", "us", "you", "they", "ask", "nay", "but"})
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
        if at not in told or field not in SUPPORTIVE
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
            seen.add(kind_feature(spoken.kind, own=spoken.own, negated=spoken.negated))
    fields: set[str] = set()
    target = surface.target if surface.sentence == sentence else None
    for at, field in meanings_in(meanings_of(heard) if meanings is None else meanings, surface, sentence):
        anywhere, before, right_before, after, right_after = field_features(field)
        fields.add(anywhere)
        if target is not None:
            seen.add(before if at < target else after)
            if abs(at - target) <= NEAR:
                seen.add(right_before if at < target else right_after)
    seen |= fields
    seen.update([one + two for one, two in combinations(sorted(fields), 2)])
    return seen


def kind_feature(kind: str, *, own: bool, negated: bool) -> str:
    """A cue of a kind, in a voice."""
    return f"#{_AS.get(kind, kind)}:{'own' if own else 'else'}{'-not' if negated else ''}"


@lru_cache(maxsize=1024)
def field_features(field: str) -> tuple[str, str, str, str, str]:
    """A field of meaning: anywhere in the sentence, before the name, right before it, after it, right after it."""
    return f"@{field}", f"@{field}<", f"@{field}<near", f"@{field}>", f"@{field}>near"


def _form(surface: Surface, sentence: int) -> Iterator[str]:
    first, last = surface.words_of(sentence)
    size = last - first
    yield "#size:short" if size < LONG // 2 else "#size:middling" if size < LONG else "#size:long"
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
            stems = stems_by_lang().get(lang, {})
            for form in forms_of(text):
                for size in (*range(STEM, len(form)), len(form)):
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
def stems_by_lang() -> dict[str, dict[str, tuple[str, ...]]]:
    """By language and stem, the fields of meaning it belongs to. Phrases of several words are the cue files'."""
    table: dict[str, dict[str, list[str]]] = {}
    for field, by_lang in read_yaml("stance/fields.yml").items():
        for lang, stems in by_lang.items():
            for stem in map(fold, stems):
                if stem and " " not in stem and field not in table.setdefault(lang, {}).setdefault(stem, []):
                    table[lang][stem].append(field)
    return {lang: {stem: tuple(fields) for stem, fields in stems.items()} for lang, stems in table.items()}
