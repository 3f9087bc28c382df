"""Which aliases a place names, and what speaks against or for it: the twin of `detection.support` and `Scanner._entities`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection import support
from evenhand.detection.fused_reader import desk as d
from evenhand.detection.fused_reader import names as n
from evenhand.detection.fused_reader import signs as s
from evenhand.detection.fused_reader.compiling import compiled, inlined
from evenhand.detection.fused_reader.letters import AFFAIRS, AFTER, BEFORE, INDEFINITE, PARTICLE, SUPPORT
from evenhand.detection.fused_reader.words import stands_as, supports
from evenhand.detection.scanner import PERSONS_PER_NAME

# Doubts, as `detection.support` words them.
NONE, OTHER_NAME, LONGER_NAME, LOWER_CASE, ALL_CAPITALS, COMMON, PERSON, WEAK_NAME = range(8)
_0, _1 = np.int64(0), np.int64(1)
_SHORT_ACRONYM: Final = 4
_NEVER_SUPPORTED: Final = (1 << OTHER_NAME) | (1 << LONGER_NAME)
ANOTHER_THING: Final = _NEVER_SUPPORTED | (1 << COMMON)  # doubts that say that the entity is not named at all


@compiled
def _precedence(alias: Any, lang: Any, names: Any) -> Any:
    needs = np.int64(names.alias[alias, n.BITS] & n.NEEDS_SUPPORT != 0)
    spoken = names.alias[alias, n.LANG]
    if lang > 0 and spoken == lang:
        return needs
    return 2 + needs if spoken == 0 else 4 + 1 - needs


@inlined
def _enter(place: Any, node: Any, lang: Any, names: Any, desk: Any) -> Any:
    """Put the aliases of a place on the desk, one an entity, in the order of entities. Says whether there was room."""
    first, count = np.int64(names.at_node[node, 0]), np.int64(names.at_node[node, 1])
    before = desk.counts[d.NAMES]
    several, name = _0, desk.name
    if count > n.MOST_NUMBERS:
        return False
    for number in range(first, first + count):
        alias = names.numbers[number]
        entity = names.alias[alias, n.ENTITY]
        at = before
        while at < before + several and name[at, d.ENTITY] < entity:
            at += 1
        if at < before + several and name[at, d.ENTITY] == entity:
            if _precedence(alias, lang, names) < _precedence(name[at, d.ALIAS], lang, names):
                name[at, d.ALIAS] = alias
            continue
        if before + several >= d.MOST_NAMES:
            return False
        for other in range(before + several, at, -1):
            name[other, d.ALIAS], name[other, d.ENTITY] = name[other - 1, d.ALIAS], name[other - 1, d.ENTITY]
        name[at, d.ALIAS], name[at, d.ENTITY] = alias, entity
        several += 1
    if several > PERSONS_PER_NAME and count > 1:
        return True  # a common name, and evidence of nothing
    for at in range(before, before + several):
        name[at, d.NAME_START], name[at, d.NAME_END], name[at, d.NAME_CUT] = place[1], place[2], place[3]
        name[at, d.DOUBT], name[at, d.GONE], name[at, d.WEAK] = 0, 0, 0
    desk.counts[d.NAMES] = before + several
    return True


@compiled
def enter_names(found: Any, first: Any, last: Any, lang: Any, names: Any, desk: Any) -> Any:
    """Put all names of a text on the desk: the rows of `found` from one up to another. Says whether there was room."""
    desk.counts[d.NAMES] = 0
    token, tokens = desk.token, desk.counts[d.TOKENS]
    at = _0
    for number in range(first, last):
        before = desk.counts[d.NAMES]
        if not _enter(found[number], found[number, 4], lang, names, desk):
            return False
        while at + 1 < tokens and token[at + 1, d.START] <= found[number, 1]:
            at += 1
        stop = at
        while stop < tokens and token[stop, d.START] < found[number, 2]:
            stop += 1
        for name in range(before, desk.counts[d.NAMES]):
            desk.name[name, d.NAME_FIRST], desk.name[name, d.NAME_LAST] = at, stop
    return True


@compiled
def _case(begin: Any, end: Any, lexicon: Any, desk: Any) -> Any:
    """Bits of the letters in a raw span, all together."""
    seen = _0
    for at in range(begin, end):
        seen |= np.int64(lexicon.signs[desk.codes[at]])
    return seen & (s.UPPER | s.LOWER)


@compiled
def _initial(token: Any, lexicon: Any, desk: Any) -> Any:
    return np.int64(lexicon.signs[desk.codes[desk.token[token, d.START]]])


@compiled
def _follows_closely(token: Any, desk: Any) -> Any:
    """Whether one blank stands between a word and the one before."""
    end = desk.token[token - 1, d.END] if token else np.int32(0)
    return desk.token[token, d.START] == end + 1 and desk.codes[end] == 32


@inlined
def _longer_name(row: Any, lexicon: Any, desk: Any) -> Any:
    follower = np.int64(row[d.NAME_LAST])
    if not _follows_closely(follower, desk) or not _initial(follower, lexicon, desk) & s.UPPER:
        return False
    if _case(desk.token[follower, d.START], desk.token[follower, d.END], lexicon, desk) == s.UPPER:
        return False
    words, capitals = _0, _0
    for token in range(max(_0, np.int64(row[d.NAME_FIRST]) - support.LINE), follower + 1 + support.LINE):
        inside = row[d.NAME_FIRST] <= token <= follower
        if token >= desk.counts[d.TOKENS] or inside or desk.token[token, d.STOP] - desk.token[token, d.OFFSET] <= 2:
            continue
        words += 1
        capitals += _initial(token, lexicon, desk) & s.UPPER
    return words == 0 or capitals * 10 < 7 * words


@inlined
def _common_words(row: Any, bits: Any, lexicon: Any, desk: Any) -> Any:
    first, last = np.int64(row[d.NAME_FIRST]), np.int64(row[d.NAME_LAST])
    needs = bits & n.NEEDS_SUPPORT
    if last - first < 2 and not needs:
        return False
    words, low, first_low = _0, False, False
    for token in range(first, last):
        if stands_as(token, lexicon, desk) & PARTICLE:
            continue
        lower = _initial(token, lexicon, desk) & s.LOWER != 0
        if not words:
            first_low = lower
        low = low or lower
        words += 1
    in_lower_case = low if needs and bits & n.ALL_CAPITALISED else first_low
    if not words or not in_lower_case:
        return False
    if first and stands_as(first - 1, lexicon, desk) & INDEFINITE:
        return True
    start, end = np.int64(row[d.NAME_START]), np.int64(row[d.NAME_END])
    around = _case(max(_0, start - support.AROUND), start, lexicon, desk)
    around |= _case(end, min(end + support.AROUND, desk.counts[d.CODES]), lexicon, desk)
    return around & s.UPPER != 0


@inlined
def _as_listed(row: Any, names: Any, lexicon: Any, desk: Any) -> Any:
    """Whether an acronym stands in its own letters, or at least in capitals; what follows is a case ending."""
    alias = names.alias[row[d.ALIAS]]
    start = np.int64(row[d.NAME_START])
    end = min(np.int64(row[d.NAME_END]), start + np.int64(alias[n.LETTERS]))
    same = end - start == alias[n.LETTERS]
    for i in range(end - start):
        same = same and desk.codes[start + i] == names.spelled[alias[n.LETTERS_AT] + i]
    return same or _case(start, end, lexicon, desk) == s.UPPER


@inlined
def _doubt(row: Any, names: Any, lexicon: Any, desk: Any) -> Any:
    """Why a name may be something else."""
    bits = np.int64(names.alias[row[d.ALIAS], n.BITS])
    first, last, tokens = np.int64(row[d.NAME_FIRST]), np.int64(row[d.NAME_LAST]), desk.counts[d.TOKENS]
    if last < tokens:
        if _follows_closely(last, desk) and stands_as(last, lexicon, desk) & AFTER:
            return OTHER_NAME
        if bits & n.PERSON and _longer_name(row, lexicon, desk):
            return LONGER_NAME
    if first and stands_as(first - 1, lexicon, desk) & BEFORE:
        return OTHER_NAME
    if bits & n.ACRONYM:
        if not _as_listed(row, names, lexicon, desk):
            return LOWER_CASE
        if tokens > 3:
            rest = _case(_0, row[d.NAME_START], lexicon, desk) | _case(
                row[d.NAME_END], desk.counts[d.CODES], lexicon, desk
            )
            if rest == s.UPPER:
                return ALL_CAPITALS
    if bits & n.CAPITALISED and _common_words(row, bits, lexicon, desk):
        return COMMON
    if not bits & n.NEEDS_SUPPORT:
        return NONE
    return PERSON if bits & n.PERSON else WEAK_NAME


@inlined
def _supported(row: Any, names: Any, lexicon: Any, desk: Any) -> Any:
    alias = names.alias[row[d.ALIAS]]
    for other in range(desk.counts[d.NAMES]):
        if desk.name[other, d.ENTITY] == row[d.ENTITY] and desk.name[other, d.DOUBT] == NONE:
            return True
    doubt = np.int64(row[d.DOUBT])
    if (1 << doubt) & _NEVER_SUPPORTED or (doubt == LOWER_CASE and alias[n.LETTERS] < _SHORT_ACRONYM):
        return False
    wanted = np.int32(SUPPORT)
    if alias[n.WORDS] > 1 or alias[n.BITS] & n.ACRONYM:
        wanted |= np.int32(AFFAIRS)
    first, last = np.int64(row[d.NAME_FIRST]), np.int64(row[d.NAME_LAST])
    for token in range(max(_0, first - support.WINDOW), min(last + support.WINDOW, desk.counts[d.TOKENS])):
        if (token < first or token >= last) and supports(token, wanted, row[d.ALIAS], names, lexicon, desk):
            return True
    return False


@compiled
def judge(names: Any, lexicon: Any, desk: Any) -> Any:
    """Say of each name on the desk whether it is doubted, gone or weak. Returns how many stay."""
    kept = _0
    for number in range(desk.counts[d.NAMES]):
        desk.name[number, d.DOUBT] = _doubt(desk.name[number], names, lexicon, desk)
    for number in range(desk.counts[d.NAMES]):
        row = desk.name[number]
        doubt = row[d.DOUBT]
        if doubt != NONE and not _supported(row, names, lexicon, desk):
            needs = names.alias[row[d.ALIAS], n.BITS] & n.NEEDS_SUPPORT
            row[d.GONE] = doubt == LOWER_CASE or (doubt == COMMON and needs != 0)
            row[d.WEAK] = 1
        kept += 1 - np.int64(row[d.GONE])
    return kept
