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
_AS: Final = {"wire": "reporting"}  # one kind of the news to the model


def features_of(heard: Heard, sentence: int) -> set[str]:
    """The features of one sentence. Where the name is in another sentence (or field) there is no before and after."""
    surface = heard.surface
    seen = set(_form(surface, sentence))
    for spoken in heard.spoken:
        if surface.words[spoken.hit.first].sentence == sentence:
            kind = _AS.get(spoken.kind, spoken.kind)
            seen.add(f"#{kind}:{'own' if spoken.own else 'else'}{'-not' if spoken.negated else ''}")
    fields: set[str] = set()
    for at, field in field_words(heard, sentence):
        fields.add(field)
        if surface.sentence == sentence:
            side = "<" if at < surface.target else ">"
            seen.add(f"@{field}{side}")
            if abs(at - surface.target) <= _NEAR:
                seen.add(f"@{field}{side}near")
    seen.update(f"@{field}" for field in fields)
    seen.update(f"@{one}@{two}" for one in fields for two in fields if one < two)
    return seen


def field_words(heard: Heard, sentence: int) -> Iterator[tuple[int, str]]:
    """The words of a sentence that belong to a field of meaning: index of the word, field.

    In a news predicate no word of support counts: in `mengaku bertanggung jawab` nobody answers anybody.
    """
    told = {at for spoken in heard.of("wire") for at in range(spoken.hit.first, spoken.hit.last)}
    for at, word in enumerate(heard.surface.words):
        if word.sentence == sentence and word.text not in (TARGET, OTHER):
            for field in _fields_of(heard.langs, word.text):
                if at not in told or field not in _SUPPORTIVE:
                    yield at, field


def _form(surface: Surface, sentence: int) -> Iterator[str]:
    words = [word for word in surface.words if word.sentence == sentence]
    yield "#size:" + ("short" if len(words) < _LONG // 2 else "middling" if len(words) < _LONG else "long")
    if sentence in surface.questions:
        yield "#question"
    if sentence in surface.emphatic:
        yield "#emphatic"
    if surface.ironic:
        yield "#ironic"
    if any(word.quoted for word in words):
        yield "#quotes"
    if surface.sentence != sentence:
        yield "#elsewhere"
    elif words[0].text == TARGET:
        yield "#first"
    elif words[-1].text == TARGET:
        yield "#last"


@lru_cache(maxsize=65536)
def _fields_of(langs: Sequence[str], text: str) -> tuple[str, ...]:
    """The fields of meaning a word belongs to, in any of its forms, in the languages it may be of."""
    found: set[str] = set()
    for lang in langs:
        stems = _stems().get(lang, {})
        for form in forms_of(text):
            found.update(stems.get(form, ()))
            for size in range(_STEM, len(form)):
                found.update(stems.get(form[:size], ()))
    return tuple(sorted(found))


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
