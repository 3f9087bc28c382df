"""Weak names: what stands near a hit and supports or speaks against its being the entity.

A weak hit without support stays, marked `weak`; the support is named on the mention. Hits that are plainly something
else (an acronym's letters in lower case with nothing to support them) are dropped. Words come from `data/context.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from evenhand.detection.aliases import Alias
from evenhand.detection.folding import Folded, fold
from evenhand.detection.model import Field, Mention
from evenhand.detection.morphology import cyrillic_stem, is_cyrillic, proclitics_of
from evenhand.detection.resources import read_yaml
from evenhand.kernel.languages import script_of_char

AROUND: Final = 400  # code points to each side that tell whether capitals are used
LINE: Final = 40  # words to each side that tell how capitals are used
WINDOW: Final = 9  # words to each side in which support counts
SHORTEST_REST: Final = 3  # letters of a word without its proclitic
PERSON: Final = "weak name of a person"
_COMMON: Final = "written like common words"
OTHER_THINGS: Final = (
    "part of another name",
    "part of a longer name",
    _COMMON,
)  # how the doubts begin that say it is none
PARTICLES: Final = frozenset({"al", "el", "the", "of", "de", "la", "los", "las", "le", "les", "abu", "ibn", "bin"})


@dataclass(frozen=True, slots=True)
class Hit:
    """An alias found at a raw span, and the tokens it took. `tag`: inside a hashtag or handle."""

    alias: Alias
    start: int
    end: int
    first: int
    last: int
    disguise: str
    tag: bool = False


@lru_cache(maxsize=2)
def near_words(kind: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """The words of a kind as they stand, and those with any ending as one pattern."""
    words = [word for group in read_yaml("data/context.yml")[kind].values() for word in group]
    stems = sorted({".*".join(fold(part).strip() for part in word.split("*")) for word in words if "*" in word})
    return frozenset(fold(word).strip() for word in words if "*" not in word), re.compile("|".join(stems))


@lru_cache(maxsize=2)
def other_things(side: str) -> frozenset[str]:
    """The words right before or after a name that make it the name of something else."""
    return frozenset(fold(word).strip() for word in read_yaml("data/context.yml")[side]["all"])


@lru_cache(maxsize=1)
def indefinite() -> frozenset[str]:
    """Articles after which words in lower case are no name."""
    return frozenset(read_yaml("data/context.yml")["indefinite"])


def judge(hits: Sequence[Hit], folded: Folded, where: Field, known: frozenset[str]) -> list[Mention]:
    """The hits as mentions: strong ones as they are, doubtful ones with their support, or marked weak, or dropped."""
    named = {hit.alias.entry.entity_id: hit.alias.entry.name for hit in hits if not _doubt(hit, folded)}
    mentions = []
    for hit in hits:
        doubt = _doubt(hit, folded)
        support = _support(hit, folded, doubt, named, known) if doubt else ""
        ordinary = doubt == "lower-case acronym" or (doubt == _COMMON and hit.alias.needs_support)
        if ordinary and not support and not hit.tag:
            continue
        mentions.append(
            Mention(
                hit.alias.entry.entity_id,
                hit.alias.entry.name,
                where,
                (hit.start, hit.end),
                folded.raw[hit.start : hit.end],
                hit.disguise,
                bool(doubt) and not support,
                support or doubt,
            )
        )
    return mentions


def _doubt(hit: Hit, folded: Folded) -> str:
    """Why this hit may be something else; empty when nothing speaks against it."""
    alias, tokens = hit.alias, folded.tokens
    quote = folded.raw[hit.start : hit.end]
    if not hit.tag and hit.last < len(tokens):
        follower = tokens[hit.last]
        if follower.gap == " " and follower.text in other_things("after"):
            return f"part of another name: …{folded.raw[follower.start : follower.end]}"
        if alias.entry.kind == "person" and _longer_name(hit, folded):
            return "part of a longer name"
    if not hit.tag and hit.first and tokens[hit.first - 1].text in other_things("before"):
        return f"part of another name: {folded.raw[tokens[hit.first - 1].start : tokens[hit.first - 1].end]}…"
    letters = quote[: len(alias.entry.name)]
    if alias.acronym and letters != alias.entry.name and not _capitals(letters):  # what follows is a case ending
        return "lower-case acronym"
    if alias.acronym and len(tokens) > 3 and _capitals(folded.raw[: hit.start] + folded.raw[hit.end :]):
        return "all in capitals"
    if alias.capitalised and not hit.tag and _common_words(hit, folded):
        return _COMMON
    if not alias.needs_support:
        return ""
    return PERSON if alias.entry.kind == "person" else "weak name"


@lru_cache(maxsize=64)  # the whole text is asked about once for each of its hits
def _capitals(text: str) -> bool:
    """Whether a text that has capitals has nothing else; one in a script without them has none."""
    return any(map(str.isupper, text)) and not any(map(str.islower, text))


def _longer_name(hit: Hit, folded: Folded) -> bool:
    """A person's full name running on into another capitalised word (a namesake), unless every word has a capital."""
    follower = folded.tokens[hit.last]
    if (
        follower.gap != " "
        or not folded.raw[follower.start].isupper()
        or _capitals(folded.raw[follower.start : follower.end])
    ):
        return False
    rest = [
        *folded.tokens[max(0, hit.first - LINE) : hit.first],
        *folded.tokens[hit.last + 1 : hit.last + 1 + LINE],
    ]
    starts = [folded.raw[token.start] for token in rest if len(token.text) > 2]
    return not starts or sum(char.isupper() for char in starts) * 10 < 7 * len(starts)


def _common_words(hit: Hit, folded: Folded) -> bool:
    """A capitalised name of several words, or a weak one, begun in lower case in a text that does use capitals."""
    if hit.last - hit.first < 2 and not hit.alias.needs_support:
        return False
    words = [t for t in folded.tokens[hit.first : hit.last] if t.text not in PARTICLES]
    if not words or not _in_lower_case(hit.alias, [folded.raw[word.start] for word in words]):
        return False
    if hit.first and folded.tokens[hit.first - 1].text in indefinite():
        return True
    around = (folded.raw[max(0, hit.start - AROUND) : hit.start], folded.raw[hit.end : hit.end + AROUND])
    return any(char.isupper() for piece in around for char in piece)


def _in_lower_case(alias: Alias, initials: Sequence[str]) -> bool:
    """Whether a name begins in lower case; of a weak one ("Islamic Group", an Islamic group) each word tells."""
    capitals = all(word[:1].isupper() for word in alias.entry.name.split() if fold(word) not in PARTICLES)
    if alias.needs_support and capitals:
        return any(map(str.islower, initials))
    return initials[0].islower()


def _support(hit: Hit, folded: Folded, doubt: str, named: dict[str, str], known: frozenset[str]) -> str:
    entity = hit.alias.entry.entity_id
    if entity in named:
        return f"another name: {named[entity]}"
    if entity in known:
        return "named elsewhere in the post"
    if doubt.startswith("part of") or (doubt == "lower-case acronym" and len(hit.alias.entry.name) < 4):
        return ""
    kinds = ["support"]
    if hit.alias.words > 1 or hit.alias.acronym:
        kinds.append("affairs")
    near = [*folded.tokens[max(0, hit.first - WINDOW) : hit.first], *folded.tokens[hit.last : hit.last + WINDOW]]
    for token in near:
        forms = _bare(token.text)
        if not hit.alias.context.isdisjoint(forms) or any(_tells_of(kind, forms) for kind in kinds):
            return f"near: {folded.raw[token.start : token.end]}"
    return ""


def _tells_of(kind: str, forms: frozenset[str]) -> bool:
    exact, stems = near_words(kind)
    return not exact.isdisjoint(forms) or any(stems.fullmatch(form) for form in forms)


@lru_cache(maxsize=16384)
def _bare(word: str) -> frozenset[str]:
    """A word, and what it may be without a proclitic (ולארגון, بالهجوم) or a Russian case ending."""
    if is_cyrillic(word):
        return frozenset({word, cyrillic_stem(word)})
    cut = (word[len(clitic) :] for clitic in proclitics_of(script_of_char(word[0])) if word.startswith(clitic))
    return frozenset({word, *(rest for rest in cut if len(rest) >= SHORTEST_REST)})
