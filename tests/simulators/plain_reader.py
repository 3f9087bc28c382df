"""The reader, written straight: word by word, phrase by phrase, with no columns, trees or memories. The oracle of the fast one.

Each step is as `detection.stance` had it before it was made fast: surface, cues, voices, features. What follows from them
(`stance.reader`, `stance.second`) is one and the same code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from evenhand.detection.folding import Folded, fold
from evenhand.detection.resources import read_yaml
from evenhand.detection.stance.cues import VIOLATING_KINDS, Cue, forms_of
from evenhand.detection.stance.surface import OTHER, TARGET

_SENTENCE_END: Final = re.compile(r"[.!?؟۔…\n\r。！？]+(?:\s|$|[\"'”»’])|\n")
_CLAUSE_END: Final = re.compile(r"[,،;؛:()\[\]—–]|\s-\s")
_PAIRS: Final = {"“": "”", "„": "”“", "«": "»", "‹": "›", "「": "」", "״": "״", '"': '"', "”": "”"}
_MOST_QUOTED: Final = 600
_QUESTION: Final = frozenset("?؟？")
_IRONY: Final = frozenset("🙄🤡😏🙃")
_EMPHASIS: Final = frozenset("!！🔥💪❤♥👑🦁✊🫡🏴🙌👏🥰😍💚🖤☝🤲🎉🥳💯⚔🚩")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word (or mask) with its raw span, sentence and clause number, and whether it stands in quotation marks."""

    text: str
    start: int
    end: int
    sentence: int
    clause: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Surface:
    """The text as the reader sees it. `target` is the index of the mention read, -1 when it stands in another field."""

    raw: str
    words: tuple[Word, ...]
    target: int
    questions: frozenset[int]  # sentences that end as questions
    emphatic: frozenset[int]  # sentences with exclamation marks or emoji of enthusiasm
    ironic: bool = False  # an emoji of irony stands in the text

    @property
    def sentence(self) -> int:
        """The sentence of the mention; -1 when it stands in another field."""
        return self.words[self.target].sentence if self.target >= 0 else -1


def surface_of(folded: Folded, target: tuple[int, int] | None, others: Sequence[tuple[int, int]]) -> Surface:
    """Prepare a text for reading the mention at raw span `target` (None: the mention is in another field)."""
    raw = folded.raw
    quoted = _quoted_spans(raw)
    sentences = [match.end() for match in _SENTENCE_END.finditer(raw)]
    clauses = sorted({*sentences, *(match.end() for match in _CLAUSE_END.finditer(raw))})
    spans = [(*span, OTHER) for span in others if span != target]
    if target is not None:
        spans.append((*target, TARGET))
    words: list[Word] = []
    found = -1
    sentence = clause = quote = 0
    for start, end, text in _masked(folded, sorted(spans)):
        while sentence < len(sentences) and sentences[sentence] <= start:
            sentence += 1
        while clause < len(clauses) and clauses[clause] <= start:
            clause += 1
        while quote < len(quoted) and quoted[quote][1] < end:
            quote += 1
        if text == TARGET:
            found = len(words)
        words.append(Word(text, start, end, sentence, clause, quote < len(quoted) and quoted[quote][0] < start))
    return Surface(raw, tuple(words), found, *_tones(raw, sentences), not _IRONY.isdisjoint(raw))


def _masked(folded: Folded, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    out: list[tuple[int, int, str]] = []
    pending = list(reversed(spans))
    for token in folded.tokens:
        while pending and token.start >= pending[-1][1]:
            out.append(pending.pop())
        if pending and token.end > pending[-1][0]:
            start = pending[-1][0]
            if token.start < start:  # a proclitic before the name stays a word of its own
                out.append((token.start, start, folded.text[token.origin : token.origin + 1]))
            continue
        out.append((token.start, token.end, token.text))
    out.extend(reversed(pending))
    return out


def _quoted_spans(raw: str) -> list[tuple[int, int]]:
    """Spans between quotation marks; an opening mark without a closing one quotes nothing. Single quotes only as in 'x'."""
    spans: list[tuple[int, int]] = []
    i = 0
    while i < len(raw):
        closers = _PAIRS.get(raw[i], "")
        if not closers and raw[i] in "'‘" and (i == 0 or not raw[i - 1].isalnum()):
            closers = "'’"
        if closers:
            end = next((j for j in range(i + 1, min(len(raw), i + _MOST_QUOTED)) if _closes(raw, j, closers)), -1)
            if end > 0:
                spans.append((i, end))
                i = end
        i += 1
    return spans


def _closes(raw: str, at: int, closers: str) -> bool:
    return raw[at] in closers and not (raw[at] in "'’" and at + 1 < len(raw) and raw[at + 1].isalnum())


def _tones(raw: str, sentences: list[int]) -> tuple[frozenset[int], frozenset[int]]:
    questions, emphatic = set(), set()
    begin = 0
    for number, end in enumerate([*sentences, len(raw)]):
        piece = set(raw[begin:end])
        if piece & _QUESTION:
            questions.add(number)
        if piece & _EMPHASIS:
            # emoji after the last full stop belong to the sentence before them
            emphatic.add(number if any(c.isalpha() for c in raw[begin:end]) else max(number - 1, 0))
        begin = end
    return frozenset(questions), frozenset(emphatic)


_GAP: Final = "..."
_MOST_SKIPPED: Final = 3


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue found: the words it took, from `first` up to `last` (exclusive)."""

    cue: Cue
    first: int
    last: int


@lru_cache(maxsize=16)
def cues_of(lang: str) -> tuple[Cue, ...]:
    """The cues of a language, one after the other."""
    cues = {}
    for kind, phrases in read_yaml(f"stance/cues/{lang}.yml").items():
        for phrase in phrases:
            cue_id = f"{lang}.{kind}.{'-'.join(phrase.split())}"
            cues[cue_id] = Cue(cue_id, kind, _compile(phrase))
    return tuple(cues.values())


def find(lang: str, surface: Surface) -> list[CueHit]:
    """All cues in a text, each tried at each word."""
    words = surface.words
    hits = [
        CueHit(cue, i, last)
        for cue in cues_of(lang)
        for i, word in enumerate(words)
        if _fits(cue.words[0], word.text) and (last := _match(cue.words, words, i)) is not None
    ]
    hits.sort(key=lambda hit: (hit.first, -hit.last, hit.cue.cue_id))
    kept: list[CueHit] = []
    for hit in hits:
        if not any(k.cue.kind == hit.cue.kind and k.first <= hit.first and hit.last <= k.last for k in kept[-6:]):
            kept.append(hit)
    return kept


@lru_cache(maxsize=1 << 20)
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
    return tuple(words)


_NEGATION_REACH: Final = 4  # words before a cue in which a negation counts, within its clause
_NEGATION_AFTER_REACH: Final = 3
_NEGATABLE: Final = frozenset({*VIOLATING_KINDS, "condemnation", "agreement"})
_TOPICAL: Final = ("reporting", "wire")  # what news is about; who says it is `reported` and `news_format`
_TITLES_BETWEEN: Final = 2  # articles and titles between words of acclaim and the name
_FRAMEABLE: Final = _NEGATABLE | {"address"}  # "urges followers to donate" calls on nobody here


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cue with its voice: `own` is the author's, `negated` under a negation, `near` in the sentence of the mention."""

    hit: CueHit
    own: bool
    negated: bool
    near: bool
    quoted: bool

    @property
    def kind(self) -> str:
        """The cue's kind."""
        return self.hit.cue.kind


@dataclass(frozen=True, slots=True)
class Heard:
    """All cues of a text with their voices, arranged by the questions a reader asks."""

    surface: Surface
    spoken: tuple[Spoken, ...]
    langs: tuple[str, ...] = ()  # whose cues were looked for

    def of(
        self, *kinds: str, own: bool | None = None, negated: bool | None = None, near: bool | None = None
    ) -> list[Spoken]:
        """The cues of these kinds, filtered."""
        return [
            s
            for s in self.spoken
            if s.kind in kinds
            and (own is None or s.own == own)
            and (negated is None or s.negated == negated)
            and (near is None or s.near == near)
        ]

    def has(self, *kinds: str) -> bool:
        """Whether any cue of these kinds was found."""
        return any(s.kind in kinds for s in self.spoken)


def listen(surface: Surface, langs: Iterable[str]) -> Heard:
    """Find the cues of a text and give each its voice."""
    langs = tuple(langs)
    hits = [hit for lang in langs for hit in find(lang, surface)]
    hits = _without_contained(hits)
    negations = [h for h in hits if h.cue.kind == "negation"]
    after = [h for h in hits if h.cue.kind == "negation_after"]
    frames = _frames(surface, hits)
    spoken = []
    for hit in hits:
        word = surface.words[hit.first]
        kind = hit.cue.kind
        negated = kind in _NEGATABLE and (_negated(surface, hit, negations) or _negated_after(surface, hit, after))
        around = frames.get(word.sentence, [])
        if kind == "glorification" and _acclaims(surface, hit):
            topics = [frame for frame in around if frame.cue.kind in _TOPICAL]
            around = [
                frame for frame in around if not any(t.first <= frame.first and frame.last <= t.last for t in topics)
            ]
        framed = kind in _FRAMEABLE and _framed(hit, around)
        other = word.quoted or framed
        near = surface.target < 0 or word.sentence == surface.sentence
        spoken.append(Spoken(hit, not other, negated, near, word.quoted))
    return Heard(surface, tuple(spoken), langs)


def _without_contained(hits: list[CueHit]) -> list[CueHit]:
    """Drop stance cues strictly inside a longer one: `did nothing wrong` is not `wrong`, `claimed responsibility` no praise."""
    spans = [(h.first, h.last) for h in hits]
    return [
        h
        for h in hits
        if h.cue.kind not in (*_NEGATABLE, "negation", "negation_after")
        or not any(a <= h.first and h.last <= b and b - a > h.last - h.first for a, b in spans)
    ]


def _negated(surface: Surface, hit: CueHit, negations: Sequence[CueHit]) -> bool:
    words = surface.words
    for negation in negations:
        between = hit.first - negation.last
        if 0 <= between <= _NEGATION_REACH and words[negation.first].clause == words[hit.first].clause:
            return True
    return False


def _negated_after(surface: Surface, hit: CueHit, negations: Sequence[CueHit]) -> bool:
    words = surface.words
    return any(
        0 <= negation.first - hit.last <= _NEGATION_AFTER_REACH
        and words[negation.first].clause == words[hit.first].clause
        for negation in negations
    )


def _frames(surface: Surface, hits: Sequence[CueHit]) -> dict[int, list[CueHit]]:
    """Words of reporting by sentence, left out where the author speaks of themselves, addresses readers or exclaims."""
    personal = {
        surface.words[h.first].sentence
        for h in hits
        if h.cue.kind in ("first_person", "address") and not surface.words[h.first].quoted
    }
    frames: dict[int, list[CueHit]] = {}
    for hit in hits:
        sentence = surface.words[hit.first].sentence
        speaks = hit.cue.kind == "reported" or (
            hit.cue.kind in ("reporting", "wire", "news_format") and sentence not in personal
        )
        if (
            speaks
            and (hit.cue.kind == "reported" or sentence not in surface.emphatic)
            and not surface.words[hit.first].quoted
        ):
            frames.setdefault(sentence, []).append(hit)
    return frames


def _acclaims(surface: Surface, hit: CueHit) -> bool:
    """Whether a sentence opens by acclaiming the mention: `long live X, their bombing`. News topics report nothing of it."""
    words, target = surface.words, surface.target
    if target < 0 or words[hit.first].sentence != surface.sentence:
        return False
    first = min(hit.first, target)
    opens = first == 0 or words[first - 1].sentence != surface.sentence
    touches = (
        target - _TITLES_BETWEEN <= hit.last <= target or hit.first <= target < hit.last or hit.first == target + 1
    )
    return opens and touches


def _framed(hit: CueHit, frames: Sequence[CueHit]) -> bool:
    """Whether some frame stands before the cue, or after it without being the cue itself."""
    return any(frame.last <= hit.first or frame.first >= hit.last for frame in frames)


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
