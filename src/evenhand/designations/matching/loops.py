"""The compiled loops: how alike two words sound, and which words of two names belong together. They see numbers only.

What the numbers say about the names is `persons`'s and `organisations`'s; where they come from is `tokens`'s.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.designations.matching.compiling import compiled
from evenhand.designations.matching.sounds import LONGEST
from evenhand.designations.matching.tokens import (
    ABJAD,
    FRAMES,
    INITIAL,
    LEGAL,
    MEANING,
    MOST_WORDS,
    NUMBER,
    OTHER_SCRIPT,
    PATRONYMIC,
    PLACE,
)

SAME: Final = 0.86  # from here two words are one name spelled twice, whatever else stands there
NEAR: Final = 0.55  # below it two words share sounds by chance
NEAR_SAME: Final = 0.74  # the same of two words in Latin letters: nothing but spelling stands between them
_JOINED_SAME: Final = 0.88
_INITIAL_LIKENESS: Final = 0.8
_NICKNAME_LIKENESS: Final = 0.88
_OTHER_NAME: Final = 0.5
_OTHER_FRAME: Final = 0.85
_CHANCE: Final = 0.75  # two words that share less than the rest of this have nothing in common
_TELLING: Final = 0.35  # a word of known meaning that weighs less (company, group) tells no bodies apart
_MEMORY: Final = 65_536
_SPAN: Final = 3 * LONGEST
ALIKE_FROM: Final = (0.94, 0.86, 0.74)  # bins: alike, close, loose; below: far
_WHOLE: Final = 0.4  # a word that weighs less (a patronymic, a legal form, an initial) tells nobody apart by itself
_NEVER: Final = 1e9

# Columns of what `told` gives for each pair; the same for both kinds.
FEATURES: Final = (
    "cover_short",  # share of the lighter name's weight that found its word
    "cover_long",
    "likeness",  # mean over the words that belong together, by weight
    "worst",  # the least alike of them, initials apart
    "lone_a",  # weight that found nothing
    "lone_b",
    "conflict",  # the lesser of the two: each has something that the other has not
    "matched",  # weight that found its word
    "words",  # how many words found theirs, initials apart
    "near",  # likeness of the best pair among the words left over
    "father",  # both have a patronymic and they differ
    "heaviest",  # weight of the heaviest word left over, the lighter side
    "abjad",  # 0 both scripts write vowels, 1 one does, 2 none
    "initials",
    "given",  # the first word of either name found nothing: 1, of both: 2
    "crossed",  # both first words found another word than one another
    "shifted",  # one first word found nothing, and the other found a later word: a name that begins with the son's
    "clash",  # how many whole words each side has, at the least, that the other has not
    "alike",  # how many words lie in each bin of likeness (ALIKE_FROM)
    "close",
    "loose",
    "far",
    "inverted",  # 1: words that belong together stand in another order
    "given_unlike",  # how unlike the first words are that belong together
    "known_clash",  # how many words of known meaning, or numbers, each side has at the least that the other has not
    "whole",  # 1: every word of both found its own, none of them far
    "core",  # weight of words without a known meaning that found theirs: what bodies are called
    "core_lone",  # such weight left over, the lesser of the two sides
    "core_extra",  # and what the other side has more of it
    "place_lone",  # places left over, the lesser of the two sides
    "place_extra",
    "number_lone",
    "number_extra",
    "untold",  # weight without a known meaning left over on one side, with one on the other: perhaps translated
    "across",  # 1: one of the two is in Latin letters
)
WIDTH: Final = len(FEATURES)


@compiled
def likeness(
    a: Any, n: int, b: Any, m: int, kind: int, swap: Any, leave: Any, weight: Any, rows: Any, chance: float
) -> float:
    """How alike two words sound, 0..1: a weighted edit distance against what both weigh.

    0 for less than 1 - `chance`, which is found out early. `kind` 0: both write vowels; 1: `a` leaves short vowels out, `b`
    does not; 2: both leave them out.
    """
    if n == 0 or m == 0:
        return 0.0
    row_a = 0 if kind == 0 else 2
    row_b = (0, 1, 2)[kind]
    total = 0.0
    for i in range(n):
        total += weight[row_a, a[i]]
    for j in range(m):
        total += weight[row_b, b[j]]
    before, now = rows[0], rows[1]
    before[0] = 0.0
    for j in range(m):
        before[j + 1] = before[j] + leave[row_b, b[j]]
    for i in range(n):
        drop = leave[row_a, a[i]]
        now[0] = before[0] + drop
        least = now[0]
        for j in range(m):
            best = before[j] + swap[a[i], b[j]]
            best = min(best, before[j + 1] + drop, now[j] + leave[row_b, b[j]])
            if i > 0 and j > 0 and a[i] == b[j - 1] and a[i - 1] == b[j]:
                best = min(best, before[j] + 55.0)
            now[j + 1] = best
            least = min(least, best)
        if 2.0 * least > chance * total:
            return 0.0
        before, now = now, before
    alike: float = max(0.0, 1.0 - 2.0 * before[m] / total)
    return alike


@compiled
def _of_kind(
    a: Any, n: int, a_abjad: bool, b: Any, m: int, b_abjad: bool,
    swap: Any, leave: Any, weight: Any, rows: Any, chance: float,
) -> float:  # fmt: skip
    if a_abjad == b_abjad:
        return likeness(a, n, b, m, 2 if a_abjad else 0, swap, leave, weight, rows, chance)
    if a_abjad:
        return likeness(a, n, b, m, 1, swap, leave, weight, rows, chance)
    return likeness(b, m, a, n, 1, swap, leave, weight, rows, chance)


@compiled
def _of_readings(one: int, two: int, table: Any) -> float:
    sounds, sizes, flags, _, _, _, swap, leave, weight, rows = table
    chance = _CHANCE if (flags[one] | flags[two]) & OTHER_SCRIPT else 1.0 - NEAR_SAME
    return _of_kind(
        sounds[one], sizes[one], flags[one] & ABJAD != 0,
        sounds[two], sizes[two], flags[two] & ABJAD != 0, swap, leave, weight, rows, chance,
    )  # fmt: skip


@compiled
def word_likeness(one: int, two: int, table: Any) -> float:
    """How alike two words are: by what they are (initial, number, meaning) first, then by sound, any reading of each."""
    sounds, sizes, flags, others, groups, _, swap, _, _, _ = table
    if one == two:
        return 1.0
    either = flags[one] | flags[two]
    if either & NUMBER:
        return 1.0 if groups[one] == groups[two] and groups[one] >= 0 else 0.0
    same = groups[one] >= 0 and groups[one] == groups[two]
    if same and either & MEANING:
        return 1.0
    if either & INITIAL:
        if sizes[one] == 0 or sizes[two] == 0:
            return 0.0
        return _INITIAL_LIKENESS if swap[sounds[one, 0], sounds[two, 0]] <= 15 else 0.0
    if flags[one] & FRAMES and flags[one] & FRAMES == flags[two] & FRAMES and not same:
        return _of_readings(one, two, table)
    best = 0.0
    first = one
    while first >= 0:
        second = two
        while second >= 0:
            if not (flags[first] | flags[second]) & FRAMES:
                best = max(best, _of_readings(first, second, table))
            second = others[second]
        first = others[first]
    if flags[one] & FRAMES and flags[two] & FRAMES:
        best *= _OTHER_FRAME
    if same:
        return max(best, _NICKNAME_LIKENESS)
    if groups[one] >= 0 and groups[two] >= 0 and not either & MEANING:
        return min(best, _OTHER_NAME)  # both are known names, and not one
    if flags[one] & flags[two] & MEANING:
        return best if best >= SAME else 0.0  # both mean something, and not the same
    return best


@compiled
def _joined_likeness(one: int, members: Any, first: int, count: int, table: Any) -> float:
    """How alike one word is to `count` (2 or 3) words in a row, said together."""
    sounds, sizes, flags, others, _, _, swap, leave, weight, rows = table
    if flags[one] & FRAMES:
        one = others[one]
    together = np.empty(_SPAN, np.uint8)
    size = 0
    for k in range(first, first + count):
        word = members[k]
        if flags[word] & (INITIAL | NUMBER):
            return 0.0
        if flags[word] & FRAMES:
            word = others[word]
        for i in range(sizes[word]):
            if size == 0 or together[size - 1] != sounds[word, i]:
                together[size] = sounds[word, i]
                size += 1
    other = flags[members[first]] & ABJAD != 0
    abjad = flags[one] & ABJAD != 0
    chance = 1.0 - _JOINED_SAME
    return _of_kind(sounds[one], sizes[one], abjad, together, size, other, swap, leave, weight, rows, chance)


@compiled
def _join(alike: Any, members: Any, own: int, n: int, lone: int, m: int, partner: Any, other: Any, table: Any) -> None:
    """Give each lone word of a side the two or three words in a row, lone too, that it sounds like."""
    flags = table[2]
    for i in range(n):
        if partner[i] >= 0 or flags[members[own + i]] & (INITIAL | NUMBER | LEGAL):
            continue
        best, at, run = _JOINED_SAME, -1, 0
        for count in (2, 3):
            for j in range(m - count + 1):
                free = True
                for k in range(j, j + count):
                    free = free and other[k] < 0
                if free:
                    found = _joined_likeness(members[own + i], members, lone + j, count, table)
                    if found > best:
                        best, at, run = found, j, count
        if at >= 0:
            partner[i] = at
            alike[i] = best
            for k in range(at, at + run):
                other[k] = i


@compiled
def _greedy(grid: Any, n: int, m: int, floor: float, partner: Any, other: Any, alike: Any) -> None:
    """Pair the most alike words first, until none is left above the floor. Ties go to the earlier words."""
    while True:
        best, at_i, at_j = floor, -1, -1
        for i in range(n):
            if partner[i] >= 0:
                continue
            for j in range(m):
                if other[j] < 0 and grid[i, j] > best:
                    best, at_i, at_j = grid[i, j], i, j
        if at_i < 0:
            return
        partner[at_i] = at_j
        other[at_j] = at_i
        alike[at_i] = best


@compiled
def align(
    a: int, b: int, starts: Any, counts: Any, members: Any, table: Any, room: Any, partner: Any, other: Any, alike: Any
) -> None:
    """Which words of two names belong together: fills partner (of a's words), other (of b's) and alike.

    `room` is what the work needs (`_room`): its first array is left with the likeness of all words.
    """
    grid, known, values = room
    flags = table[2]
    n, m = counts[a], counts[b]
    own, lone = starts[a], starts[b]
    for i in range(n):
        partner[i] = -1
        alike[i] = 0.0
        for j in range(m):
            one, two = members[own + i], members[lone + j]
            slot = (one * 7919 + two) & (known.size - 1)
            pair = (np.int64(one) << 32) | np.int64(two)
            if known[slot] != pair:
                known[slot] = pair
                values[slot] = word_likeness(one, two, table)
            grid[i, j] = values[slot]
            if values[slot] < NEAR_SAME and (flags[one] | flags[two]) & OTHER_SCRIPT == 0:
                grid[i, j] = 0.0
    for j in range(m):
        other[j] = -1
    _greedy(grid, n, m, SAME, partner, other, alike)
    if n > 0 and m > 1:
        _join(alike, members, own, n, lone, m, partner, other, table)
    if m > 0 and n > 1:
        reverse = np.zeros(MOST_WORDS, np.float32)
        _join(reverse, members, lone, m, own, n, other, partner, table)
        for j in range(m):
            if reverse[j] > 0:
                for i in range(n):
                    if partner[i] == j:
                        alike[i] = reverse[j]
    _greedy(grid, n, m, NEAR, partner, other, alike)


@compiled
def _inverted(partner: Any, n: int) -> float:
    last = -1
    for i in range(n):
        if partner[i] >= 0:
            if partner[i] < last:
                return 1.0
            last = partner[i]
    return 0.0


@compiled
def _near(grid: Any, partner: Any, n: int, other: Any, m: int) -> float:
    """How alike the most alike of the words left over are."""
    near = 0.0
    for i in range(n):
        for j in range(m):
            if partner[i] < 0 and other[j] < 0:
                near = max(near, grid[i, j])
    return near


@compiled
def _in_order(partner: Any, n: int, other: Any, m: int, alike: Any, row: Any) -> None:
    """The features that the order of the words gives."""
    row[22] = _inverted(partner, n)
    if n == 0 or m == 0:
        return
    row[14] = (1.0 if partner[0] < 0 else 0.0) + (1.0 if other[0] < 0 else 0.0)
    row[15] = 1.0 if partner[0] > 0 and other[0] > 0 else 0.0
    row[16] = 1.0 if (partner[0] < 0 and other[0] > 0) or (partner[0] > 0 and other[0] < 0) else 0.0
    row[23] = 1.0 - alike[0] if partner[0] == 0 else 0.0


@compiled
def _leave(flags: int, weight: float, left: Any) -> None:
    """A word left over: its weight, the heaviest, whole and telling words, fathers, weight without meaning, places, numbers."""
    left[0] += weight
    left[1] = max(left[1], weight)
    left[2] += 1.0 if weight >= _WHOLE else 0.0
    left[3] += 1.0 if flags & (MEANING | NUMBER) and weight >= _TELLING else 0.0
    left[4] += 1.0 if flags & PATRONYMIC else 0.0
    left[5] += weight if flags & (MEANING | NUMBER | LEGAL) == 0 else 0.0
    left[6] += 1.0 if flags & PLACE else 0.0
    left[7] += 1.0 if flags & NUMBER else 0.0


@compiled
def features(
    a: int, b: int, starts: Any, counts: Any, members: Any, table: Any,
    room: Any, partner: Any, other: Any, alike: Any, row: Any,
) -> None:  # fmt: skip
    """The features of one pair (`FEATURES`), written into `row`, and what `align` gives."""
    flags, weights = table[2], table[5]
    align(a, b, starts, counts, members, table, room, partner, other, alike)
    n, m = counts[a], counts[b]
    own, lone = starts[a], starts[b]
    sums = np.zeros(8)  # weight a, weight b, lone a, lone b, matched, matched times likeness, initials, core
    left = np.zeros((2, 8))  # of each side what `_leave` adds up
    row[14:] = 0.0
    worst, words, mates = 1.0, 0, 0
    for i in range(n):
        word = members[own + i]
        sums[0] += weights[word]
        if partner[i] < 0:
            _leave(flags[word], weights[word], left[0])
            continue
        mate = members[lone + partner[i]]
        weight, either = max(weights[word], weights[mate]), flags[word] | flags[mate]
        if either & INITIAL:
            weight = 0.25
            sums[6] += 1
        else:
            words += 1
            worst = min(worst, alike[i])
            near_by = 0 if alike[i] >= ALIKE_FROM[0] else 1 if alike[i] >= ALIKE_FROM[1] else 2
            row[18 + (near_by if near_by < 2 or alike[i] >= ALIKE_FROM[2] else 3)] += 1.0
        sums[4] += weight
        sums[5] += weight * alike[i]
        if flags[word] & flags[mate] & MEANING == 0 and either & (NUMBER | LEGAL) == 0:
            sums[7] += weight
    for j in range(m):
        word = members[lone + j]
        sums[1] += weights[word]
        if other[j] < 0:
            _leave(flags[word], weights[word], left[1])
        else:
            mates += 1
    words = max(words, mates - int(sums[6]))
    sums[2], sums[3] = left[0, 0], left[1, 0]
    cover_a = 1 - sums[2] / sums[0] if sums[0] > 0 else 0.0
    cover_b = 1 - sums[3] / sums[1] if sums[1] > 0 else 0.0
    a_short = sums[0] <= sums[1]
    row[0] = cover_a if a_short else cover_b
    row[1] = cover_b if a_short else cover_a
    row[2] = sums[5] / sums[4] if sums[4] > 0 else 0.0
    row[3] = worst if words > 0 else 0.0
    row[4], row[5], row[6] = sums[2], sums[3], min(sums[2], sums[3])
    row[7], row[8], row[9] = sums[4], words, _near(room[0], partner, n, other, m)
    row[10], row[11] = 1.0 if left[0, 4] > 0 and left[1, 4] > 0 else 0.0, min(left[0, 1], left[1, 1])
    row[13] = sums[6]
    if n > 0 and m > 0:
        first, second = flags[members[own]], flags[members[lone]]
        row[12] = (1 if first & ABJAD else 0) + (1 if second & ABJAD else 0)
        row[34] = 1.0 if (first ^ second) & OTHER_SCRIPT else 0.0
    row[17], row[24] = min(left[0, 2], left[1, 2]), min(left[0, 3], left[1, 3])
    row[25] = 1.0 if sums[2] == 0 and sums[3] == 0 and row[21] == 0 else 0.0
    row[26], row[27], row[28] = sums[7], min(left[0, 5], left[1, 5]), abs(left[0, 5] - left[1, 5])
    row[29], row[30] = min(left[0, 6], left[1, 6]), abs(left[0, 6] - left[1, 6])
    row[31], row[32] = min(left[0, 7], left[1, 7]), abs(left[0, 7] - left[1, 7])
    row[33] = max(min(left[0, 5], sums[3] - left[1, 5]), min(left[1, 5], sums[2] - left[0, 5]))
    _in_order(partner, n, other, m, alike, row)


@compiled
def _room(pairs: int) -> Any:
    """What many comparisons work in: the likeness of all words of a pair, and a memory of pairs of words compared."""
    size = 1024
    while size < 2 * pairs and size < _MEMORY:
        size *= 2
    return np.empty((MOST_WORDS, MOST_WORDS), np.float32), np.full(size, -1, np.int64), np.empty(size, np.float32)


@compiled
def told(first: Any, second: Any, starts: Any, counts: Any, members: Any, table: Any) -> Any:
    """The features of many pairs, and how their words belong together (partner, other, alike of `align`): a row a pair."""
    found = np.empty((first.size, WIDTH))
    room = _room(first.size)
    partner, other = np.full((first.size, MOST_WORDS), -1, np.int32), np.full((first.size, MOST_WORDS), -1, np.int32)
    alike = np.zeros((first.size, MOST_WORDS), np.float32)
    for k in range(first.size):
        features(first[k], second[k], starts, counts, members, table, room, partner[k], other[k], alike[k], found[k])
    return found, partner, other, alike
