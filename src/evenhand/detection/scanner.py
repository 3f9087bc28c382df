"""The scanner: every alias of every entity found in a text, longest first, verified, at word boundaries.

Plain Python and the reference for whatever faster scanner follows (DESIGN.md, the hot loop): same aliases and same text
give the same mentions. Whether a weak name is supported by what stands near it is `detection.support`'s.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from evenhand.detection import disguises, hashtags
from evenhand.detection.aliases import (
    STEM_MARK,
    TERMINAL,
    TIGHT,
    Alias,
    AliasEntry,
    AliasIndex,
    Trie,
    compile_aliases,
    is_tight,
)
from evenhand.detection.folding import Folded, Token, fold, fold_mapped, table
from evenhand.detection.model import Field, Mention
from evenhand.detection.morphology import cyrillic_stem, is_cyrillic
from evenhand.detection.spelling import disguise_of
from evenhand.detection.support import Hit, judge

_JOINER: Final = "\x01"
_COMPOUND: Final = re.compile(f"[^ {_JOINER}]+(?:{_JOINER}{{1,2}}[^ {_JOINER}]+)+")
_SPACED: Final = re.compile(
    f"(?<![^ {_JOINER}])[^ {_JOINER}](?:[ {_JOINER}]{{1,3}}[^ {_JOINER}]){{2,}}(?![^ {_JOINER}])"
)
_TAG: Final = re.compile(r"[#@＃＠]([^\s#@＃＠.,;:!?\"'()\[\]{}<>،؟]+)")
_BLANKS: Final = " \n"
_LEAST_ALONE: Final = 2  # letters: fewer may be a word together with others set apart
_MOST_PARTS: Final = 16  # letters of a spaced-out word, and parts of a compound
_SHORTEST_DISGUISED: Final = 4  # letters
PERSONS_PER_NAME: Final = 8  # entities that share one name: more are a common name, and evidence of nothing


class Step(NamedTuple):
    """A place where names stand: raw span, the tokens it takes, and the numbers of the aliases written there."""

    start: int
    stop: int
    first: int
    last: int
    numbers: list[int]
    tag: bool = False  # inside a hashtag or handle


@dataclass(frozen=True, slots=True)
class Standing:
    """Where names stand in a folded text; `reading` when it is not the text as written."""

    folded: Folded
    steps: Sequence[Step]
    reading: disguises.Reading | None = None

    def disguise_at(self, start: int, end: int) -> str:
        """The disguise undone within a span."""
        return self.reading.disguise_at(start, end) if self.reading else ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A text looked at: names as written (None: there are none), undone ones, and whether its language makes a difference."""

    text: str
    plain: Standing | None
    undone: tuple[Standing, ...] = ()
    by_language: bool = False

    @property
    def empty(self) -> bool:
        """Whether no name stands anywhere."""
        return not (self.plain and self.plain.steps) and not any(names.steps for names in self.undone)


@dataclass(frozen=True, slots=True)
class Scanner:
    """Finds aliases in texts. Build it once per registry; it holds no state between texts."""

    index: AliasIndex
    _translation: dict[int, str] = field(repr=False)

    @classmethod
    def build(cls, aliases: Iterable[AliasEntry]) -> Scanner:
        """A scanner for these aliases."""
        translation = table().copy()
        translation.update(dict.fromkeys(map(ord, TIGHT), _JOINER))
        return cls(compile_aliases(aliases), _Defaulting(translation))

    def may_mention(self, text: str) -> bool:
        """Whether a closer look is worth while: False means that the text holds no alias. Costs microseconds."""
        folded = text.translate(self._translation)
        words = folded.replace(_JOINER, " ").split()
        if not self.index.keys.isdisjoint(words):
            return True
        if _JOINER in folded and any(
            self._compound_hit(match)
            for written in folded.split()
            if _JOINER in written
            for match in _COMPOUND.findall(written)
        ):
            return True
        if sum(map((1).__eq__, map(len, words))) >= 3 and any(
            self._compound_hit(match) for match in _SPACED.findall(folded)
        ):
            return True
        return ("#" in text or "@" in text or "＃" in text or "＠" in text) and any(
            part in self.index.joined for match in _TAG.finditer(text) for _, _, part in hashtags.parts(match[1])
        )

    def _compound_hit(self, compound: str) -> bool:
        """Whether some run of the parts of a compound, written together, is a key."""
        parts = compound.replace(_JOINER, " ").split()
        keys = self.index.keys
        for i in range(len(parts)):
            word = parts[i]
            for part in parts[i + 1 : i + _MOST_PARTS]:
                word += part
                if word in keys:
                    return True
        return False

    def scan(self, text: str, where: Field, known: frozenset[str] = frozenset(), lang: str = "") -> list[Mention]:
        """The mentions in a text, in order. `known` are entities named elsewhere in the post: they support weak names.

        `lang` chooses between entries that spell one name alike: a name may be strong in one language and weak in another.
        Spans are code points of `text`; `quote == text[span]`. Any text is taken, lone surrogates and NUL included.
        """
        if where is Field.HANDLE and text and text[0] not in "@#":
            return [_shifted(mention) for mention in self.scan("@" + text, where, known, lang)]
        return self.mentions(self.look(text), where, known, lang)

    def look(self, text: str) -> Looked:
        """Where names may stand in a text, as written and undone. What they are taken for is `mentions`' to say."""
        undone = self._read_otherwise(text)
        plain = self._stand(fold_mapped(text)) if self.may_mention(text) else None
        standing = [names for names in (plain, *undone) if names is not None and names.steps]
        return Looked(text, plain, tuple(undone), any(map(self._several, standing)))

    def plain_only(self, text: str) -> bool:
        """Whether no name stands in a text but those that are written plainly, outside hashtags and handles."""
        if any(names.steps for names in self._read_otherwise(text)):
            return False
        return not any(
            part in self.index.joined for match in _TAG.finditer(text) for _, _, part in hashtags.parts(match[1])
        )

    def _read_otherwise(self, text: str) -> list[Standing]:
        return [
            self._stand(fold_mapped(reading.text), reading)
            for reading in (disguises.readings(text) if disguises.looks_disguised(text) else ())
            if self._may_undo(reading) and self.may_mention(reading.text)
        ]

    def _may_undo(self, reading: disguises.Reading) -> bool:
        """Whether some word that was undone may be one of a name: one set apart by blanks that is not is none."""
        text, known = reading.text, self.index
        for start, end, _ in reading.changed:
            if text[start - 1 : start].strip(_BLANKS) or text[end : end + 1].strip(_BLANKS):
                return True
            word = fold(text[start:end])
            if (
                len(word) < _LEAST_ALONE
                or " " in word
                or "'" in word
                or word in known.words
                or word in known.proclitics
            ):
                return True
            if is_cyrillic(word) and STEM_MARK + cyrillic_stem(word) in known.words:
                return True
        return False

    def told(self, text: str, places: Iterable[tuple[int, int, list[int]]]) -> Looked:
        """A text whose names the compiled pass has told: raw start and end of each, and the numbers of its aliases."""
        folded = fold_mapped(text)
        starts = [token.start for token in folded.tokens]
        steps = []
        for start, stop, numbers in places:
            last = bisect_left(starts, stop)
            steps.append(Step(start, stop, bisect_right(starts, start) - 1, last, numbers))
        names = Standing(folded, steps)
        return Looked(text, names, (), self._several(names))

    def mentions(
        self, looked: Looked, where: Field, known: frozenset[str] = frozenset(), lang: str = ""
    ) -> list[Mention]:
        """The mentions of a text that was looked at. In no other language are they others, unless `looked.by_language`."""
        undone = self._undone(looked, where, known, lang) if looked.undone else []
        if looked.plain is None:
            return undone
        hits = self._found(looked.plain, lang)
        if not undone:
            return judge(hits, looked.plain.folded, where, known)
        named = known | {mention.entity_id for mention in undone if not mention.weak}
        return _merged(judge(hits, looked.plain.folded, where, named), undone)

    def _stand(self, folded: Folded, reading: disguises.Reading | None = None) -> Standing:
        return Standing(folded, [*self._steps(folded), *self._tagged(folded)], reading)

    def _several(self, names: Standing) -> bool:
        """Whether one entity has several aliases at one place, of which the language chooses."""
        aliases = self.index.aliases
        return any(
            len({aliases[number].entry.entity_id for number in step.numbers}) < len(step.numbers)
            for step in names.steps
            if len(step.numbers) > 1
        )

    def _found(self, names: Standing, lang: str) -> list[Hit]:
        hits = [hit for step in names.steps for hit in self._hits(names.folded, step, lang)]
        if len(hits) > 1:
            hits.sort(key=lambda h: (h.start, -h.end, h.alias.entry.entity_id))
        return _without_overlap(hits)

    def _undone(self, looked: Looked, where: Field, known: frozenset[str], lang: str) -> list[Mention]:
        """Names that are there only when look-alikes, digits or repeated letters are read as what they stand for."""
        found: dict[tuple[int, int, str], Mention] = {}
        for names in looked.undone:
            hits = [
                replace(hit, disguise=kind)
                for hit in self._found(names, lang)
                if (kind := names.disguise_at(hit.start, hit.end)) and _long_enough(hit, kind)
            ]
            for mention in judge(hits, names.folded, where, known):
                start, end = mention.span
                found.setdefault((start, end, mention.entity_id), replace(mention, quote=looked.text[start:end]))
        return _merged([], [found[key] for key in sorted(found, key=lambda k: (k[0], -k[1], k[2]))])

    def walk(self, text: str) -> Iterator[tuple[int, int, list[int]]]:
        """The names outside hashtags before anything is doubted: start, end, alias numbers. The fused scanner's oracle."""
        for step in self._steps(fold_mapped(text)):
            yield step.start, step.stop, step.numbers

    def _steps(self, folded: Folded) -> Iterator[Step]:
        tokens, trie, proclitics = folded.tokens, self.index.trie, self.index.proclitics
        position, count = 0, len(tokens)
        while position < count:
            word = tokens[position].text
            known = word in trie or word in proclitics or len(word) == 1
            if not known and not ("а" <= word[0] <= "я" and _child(trie, word) is not None):
                alone = position + 1 == count or tokens[position + 1].gap == " "
                if alone:  # most words: no name begins with it, and nothing is joined to it
                    position += 1
                    continue
            best: tuple[int, int, list[int]] | None = None  # (end token, letters cut off the first, aliases)
            for word, after in _edges(tokens, position):
                for first, cut in ((word, 0), *proclitics.get(word, ())):
                    for end, numbers in _follow(_child(trie, first), tokens, after):
                        if best is None or (end, -cut) > (best[0], -best[1]):
                            best = (end, cut, numbers)
            if best is None:
                position += 1
                continue
            end, cut, numbers = best
            start = folded.starts[tokens[position].origin + cut] if cut else tokens[position].start
            yield Step(start, tokens[end - 1].end, position, end, numbers)
            position = end

    def _hits(self, folded: Folded, step: Step, lang: str) -> Iterator[Hit]:
        for alias in self._entities(step.numbers, lang):
            if step.tag:
                disguise = "hashtag"
            else:
                quote = folded.raw[step.start : step.stop]
                disguise = disguise_of(quote, folded.tokens[step.first : step.last], alias.words)
            yield Hit(alias, step.start, step.stop, step.first, step.last, disguise, step.tag)

    def _entities(self, numbers: list[int], lang: str) -> list[Alias]:
        """One alias per entity, the one that speaks for this language first; none when too many entities share the name."""
        if len(numbers) == 1:
            return [self.index.aliases[numbers[0]]]
        chosen: dict[str, Alias] = {}
        for alias in sorted((self.index.aliases[n] for n in numbers), key=lambda a: _precedence(a, lang)):
            chosen.setdefault(alias.entry.entity_id, alias)
        return list(chosen.values()) if len(chosen) <= PERSONS_PER_NAME else []

    def _tagged(self, folded: Folded) -> Iterator[Step]:
        """Names inside hashtags and handles, joined with other words."""
        for match in _TAG.finditer(folded.raw):
            for start, end, part in hashtags.parts(match[1]):
                numbers = (_child(self.index.trie, part) or {}).get(TERMINAL) if part in self.index.joined else None
                if numbers:
                    span = (match.start(1) + start, match.start(1) + end)
                    inside = [i for i, t in enumerate(folded.tokens) if t.end > span[0] and t.start < span[1]]
                    first, last = (inside[0], inside[-1] + 1) if inside else (0, 0)
                    yield Step(*span, first, last, numbers, tag=True)
                    break


def _long_enough(hit: Hit, kind: str) -> bool:
    """Three letters stand in every other part number and licence plate; as one word of two scripts they stand on purpose."""
    return hit.alias.letters >= _SHORTEST_DISGUISED or (
        kind == "homoglyph" and hit.last - hit.first == 1 and not hit.tag
    )


class _Defaulting(dict[int, str]):
    """The scanner's own copy of the folding table, with the same answer for code points outside it."""

    def __missing__(self, code: int) -> str:
        return table()[code]


def _child(node: Trie, word: str) -> Trie | None:
    child: Trie | None = node.get(word)
    if child is None and is_cyrillic(word):
        child = node.get(STEM_MARK + cyrillic_stem(word))
    return child


def _edges(tokens: tuple[Token, ...], position: int, least: int = 2) -> Iterator[tuple[str, int]]:
    """The words that may begin at a token: itself, and itself with what follows when that is one written word taken apart.

    A word of set-apart letters has at least `least` + 1 of them: three where a name begins, two inside one (d e, a l).
    """
    word = tokens[position].text
    yield word, position + 1
    spaced = len(word) == 1
    for after in range(position + 1, min(position + _MOST_PARTS, len(tokens))):
        token = tokens[after]
        spaced = spaced and len(token.text) == 1 and len(token.gap) <= 3
        if not (is_tight(token.gap) or spaced):
            return
        word += token.text
        if not spaced or after - position >= least:
            yield word, after + 1


def _follow(node: Trie | None, tokens: tuple[Token, ...], position: int) -> Iterator[tuple[int, list[int]]]:
    """All ends of aliases from a node on: (token after the last, alias numbers)."""
    if node is None:
        return
    if TERMINAL in node:
        yield position, node[TERMINAL]
    if position < len(tokens) and len(node) > (TERMINAL in node):
        for word, after in _edges(tokens, position, 1):
            yield from _follow(_child(node, word), tokens, after)


def _precedence(alias: Alias, lang: str) -> tuple[int, bool]:
    """Entries of the text's language before those of every language before those of another; of the last, the weak first."""
    if lang and alias.entry.lang == lang:
        return 0, alias.needs_support
    return (1, alias.needs_support) if not alias.entry.lang else (2, not alias.needs_support)


def _without_overlap(hits: list[Hit]) -> list[Hit]:
    """Hits in order without overlaps; hits of several entities on the very same span all stay, each entity once."""
    kept: list[Hit] = []
    seen: set[tuple[int, int, str]] = set()
    for hit in hits:
        named = (hit.start, hit.end, hit.alias.entry.entity_id)
        same_span = bool(kept) and (kept[-1].start, kept[-1].end) == named[:2]
        if named not in seen and (not kept or hit.start >= kept[-1].end or same_span):
            kept.append(hit)
            seen.add(named)
    return kept


def _merged(plain: list[Mention], undone: list[Mention]) -> list[Mention]:
    """Both in order of place. What is written plainly stands, unless an undone name is longer and holds all of it."""
    kept = list(plain)
    for mention in undone:
        met = [m for m in kept if m.span[0] < mention.span[1] and mention.span[0] < m.span[1]]
        same = [m for m in met if m.span == mention.span and m not in plain and m.entity_id != mention.entity_id]
        if len(met) == len(same):
            kept.append(mention)
        elif all(m in plain and _holds(mention, m) for m in met):
            kept = [*(m for m in kept if m not in met), mention]
    return sorted(kept, key=lambda m: (m.span[0], -m.span[1], m.entity_id))


def _holds(longer: Mention, other: Mention) -> bool:
    """Whether a name is a part of a longer one, which is not in more doubt than it."""
    (start, end), (first, last) = longer.span, other.span
    return start <= first and last <= end and end - start > last - first and (other.weak or not longer.weak)


def _shifted(mention: Mention) -> Mention:
    start, end = mention.span
    return replace(mention, span=(start - 1, end - 1))
