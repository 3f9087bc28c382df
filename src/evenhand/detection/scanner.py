"""The scanner: every alias of every entity found in a text, longest first, verified, at word boundaries.

Plain Python and the reference for whatever faster scanner follows (DESIGN.md, the hot loop): same aliases and same text
give the same mentions. Whether a weak name is supported by what stands near it is `detection.support`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

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
from evenhand.detection.folding import Folded, Token, fold_mapped, table
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
_MOST_PARTS: Final = 16  # letters of a spaced-out word, and parts of a compound
_SHORTEST_DISGUISED: Final = 4  # letters
_PERSONS_PER_NAME: Final = 8  # entities that share one name: more are a common name, and evidence of nothing


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
        if _JOINER in folded and any(self._compound_hit(match) for match in _COMPOUND.findall(folded)):
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
        undone = self._undone(text, where, known, lang) if disguises.looks_disguised(text) else []
        if not self.may_mention(text):
            return undone
        folded = fold_mapped(text)
        if not undone:
            return judge(self._found(folded, lang), folded, where, known)
        named = known | {mention.entity_id for mention in undone if not mention.weak}
        plain = judge(self._found(folded, lang), folded, where, frozenset(named))
        return _merged(plain, undone)

    def _found(self, folded: Folded, lang: str) -> list[Hit]:
        hits = sorted(
            [*self._walk(folded, lang), *self._tagged(folded, lang)],
            key=lambda h: (h.start, -h.end, h.alias.entry.entity_id),
        )
        return _without_overlap(hits)

    def _undone(self, text: str, where: Field, known: frozenset[str], lang: str) -> list[Mention]:
        """Names that are there only when look-alikes, digits or repeated letters are read as what they stand for."""
        found: dict[tuple[int, int, str], Mention] = {}
        for reading in disguises.readings(text):
            if not self.may_mention(reading.text):
                continue
            folded = fold_mapped(reading.text)
            hits = [
                replace(hit, disguise=kind)
                for hit in self._found(folded, lang)
                if (kind := reading.disguise_at(hit.start, hit.end)) and _long_enough(hit, kind)
            ]
            for mention in judge(hits, folded, where, known):
                start, end = mention.span
                found.setdefault((start, end, mention.entity_id), replace(mention, quote=text[start:end]))
        return _merged([], [found[key] for key in sorted(found, key=lambda k: (k[0], -k[1], k[2]))])

    def walk(self, text: str) -> Iterator[tuple[int, int, list[int]]]:
        """The names outside hashtags before anything is doubted: start, end, alias numbers. The fused scanner's oracle."""
        folded = fold_mapped(text)
        for first, (end, cut, numbers) in self._steps(folded):
            token = folded.tokens[first]
            yield folded.starts[token.origin + cut] if cut else token.start, folded.tokens[end - 1].end, numbers

    def _walk(self, folded: Folded, lang: str) -> Iterator[Hit]:
        for first, match in self._steps(folded):
            yield from self._hits(folded, first, match, lang)

    def _steps(self, folded: Folded) -> Iterator[tuple[int, tuple[int, int, list[int]]]]:
        tokens = folded.tokens
        position = 0
        while position < len(tokens):
            best: tuple[int, int, list[int]] | None = None  # (end token, letters cut off the first, aliases)
            for word, after in _edges(tokens, position):
                for first, cut in ((word, 0), *self.index.proclitics.get(word, ())):
                    for end, numbers in _follow(_child(self.index.trie, first), tokens, after):
                        if best is None or (end, -cut) > (best[0], -best[1]):
                            best = (end, cut, numbers)
            if best is None:
                position += 1
                continue
            yield position, best
            position = best[0]

    def _hits(self, folded: Folded, first: int, match: tuple[int, int, list[int]], lang: str) -> Iterator[Hit]:
        end, cut, numbers = match
        tokens = folded.tokens
        start = folded.starts[tokens[first].origin + cut] if cut else tokens[first].start
        span = (start, tokens[end - 1].end)
        for alias in self._entities(numbers, lang):
            disguise = disguise_of(folded.raw[span[0] : span[1]], tokens[first:end], alias.words)
            yield Hit(alias, span[0], span[1], first, end, disguise)

    def _entities(self, numbers: list[int], lang: str) -> list[Alias]:
        """One alias per entity, the one that speaks for this language first; none when too many entities share the name."""
        chosen: dict[str, Alias] = {}
        for alias in sorted((self.index.aliases[n] for n in numbers), key=lambda a: _precedence(a, lang)):
            chosen.setdefault(alias.entry.entity_id, alias)
        return list(chosen.values()) if len(chosen) <= _PERSONS_PER_NAME else []

    def _tagged(self, folded: Folded, lang: str) -> Iterator[Hit]:
        """Names inside hashtags and handles, joined with other words."""
        for match in _TAG.finditer(folded.raw):
            for start, end, part in hashtags.parts(match[1]):
                numbers = (_child(self.index.trie, part) or {}).get(TERMINAL) if part in self.index.joined else None
                if numbers:
                    span = (match.start(1) + start, match.start(1) + end)
                    inside = [i for i, t in enumerate(folded.tokens) if t.end > span[0] and t.start < span[1]]
                    first, last = (inside[0], inside[-1] + 1) if inside else (0, 0)
                    for alias in self._entities(numbers, lang):
                        yield Hit(alias, *span, first, last, "hashtag", tag=True)
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
