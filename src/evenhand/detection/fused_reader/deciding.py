"""From cues with their voices to one stance and its circumstances: the twin of `stance.reader`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.fused_reader import desk as d
from evenhand.detection.fused_reader import kinds as k
from evenhand.detection.fused_reader.compiling import compiled, inlined
from evenhand.detection.fused_reader.frame import EMPHATIC, QUESTION, words_of
from evenhand.detection.fused_reader.hearing import bit
from evenhand.detection.stance.reader import DIRECTED_WITHIN, FEW_WORDS

_U: Final = np.uint64
_0, _1 = np.int64(0), np.int64(1)
ANY, NO, YES = np.int64(-1), np.int64(0), np.int64(1)


@compiled
def _is(row: Any, kinds: Any, own: Any, negated: Any, near: Any) -> Any:
    return (
        bit(row) & kinds != _U(0)
        and (own < 0 or row[d.OWN] == own)
        and (negated < 0 or row[d.NEGATED] == negated)
        and (near < 0 or row[d.NEAR] == near)
    )


@compiled
def has(desk: Any, kinds: Any, own: Any, negated: Any, near: Any) -> Any:
    """Whether any cue of these kinds was heard so."""
    for i in range(desk.counts[d.HITS]):  # noqa: SIM110 - compiled code has no generators
        if _is(desk.hit[i], kinds, own, negated, near):
            return True
    return False


@compiled
def _quote(desk: Any, kinds: Any, own: Any, negated: Any) -> None:
    """Take cues as the reasons of a stance."""
    for i in range(desk.counts[d.HITS]):
        if _is(desk.hit[i], kinds, own, negated, ANY):
            desk.hit[i, d.BECAUSE] = 1


@compiled
def _about_target(row: Any, desk: Any) -> Any:
    """Praise next to another name, in a sentence without the mention, is praise of somebody else."""
    if row[d.NEAR]:
        return True
    first, last = words_of(desk.word[row[d.FROM], d.SENTENCE], desk)
    for at in range(first, last):  # noqa: SIM110 - compiled code has no generators
        if desk.word[at, d.TOKEN] == d.OTHER:
            return False
    return True


@compiled
def _directed(row: Any, desk: Any) -> Any:
    """Whether a word of condemnation is about the mention."""
    target = desk.counts[d.TARGET]
    first = np.int64(row[d.FROM])
    if first <= target < row[d.UPTO]:
        return True
    if not row[d.NEAR]:
        return _about_target(row, desk) and not has(desk, k.VERSUS, ANY, ANY, YES)
    low, high = min(target, first), max(target, first)
    if high - low > DIRECTED_WITHIN:
        return False
    if target < first:
        for i in range(desk.counts[d.HITS]):
            if bit(desk.hit[i]) & k.VERSUS and low < desk.hit[i, d.FROM] < high:
                return False
    return True


@inlined
def _mark(desk: Any) -> Any:
    """Mark the author's own words for (1 in BECAUSE) and against the name (2). Returns how many of each."""
    own, condemned = _0, _0
    for i in range(desk.counts[d.HITS]):
        row = desk.hit[i]
        row[d.BECAUSE] = 0
        if _is(row, k.VIOLATING, YES, NO, ANY) and _about_target(row, desk):
            row[d.BECAUSE] = 1
            own += 1
        elif _is(row, k.CONDEMNATION, YES, NO, ANY) and _directed(row, desk):
            row[d.BECAUSE] = 2
            condemned += 1
    return own, condemned


@compiled
def _keep(desk: Any, mark: Any) -> None:
    """Leave only the reasons with a mark."""
    for i in range(desk.counts[d.HITS]):
        desk.hit[i, d.BECAUSE] = desk.hit[i, d.BECAUSE] == mark


@compiled
def _all_of(desk: Any) -> None:
    for i in range(desk.counts[d.HITS]):
        desk.hit[i, d.BECAUSE] = desk.hit[i, d.BECAUSE] != 0


@compiled
def decide(desk: Any) -> Any:
    """The stance of the cues alone and its confidence; the reasons are marked in BECAUSE."""
    own, condemned = _mark(desk)
    refused = has(desk, k.VIOLATING, YES, YES, ANY)
    defended = has(desk, k.CONDEMNATION, YES, YES, ANY)
    counter = has(desk, k.COUNTER, YES, ANY, ANY)
    if own:
        return _conflicted(desk, condemned > 0 or refused or counter)
    if defended and not condemned:
        _keep(desk, _0 - 1)
        _quote(desk, k.CONDEMNATION, YES, YES)
        return (k.IS_UNDETERMINED, 300) if counter else (k.IS_GLORIFICATION, 450)
    if condemned or refused or counter:
        _keep(desk, np.int64(2))
        return _against(desk, refused)
    _keep(desk, _0 - 1)
    return _without_own_stance(desk)


@inlined
def _conflicted(desk: Any, against: Any) -> Any:
    """The author's own words of support: plain, mocked, asked, or beside words against."""
    if has(desk, k.IRONY, ANY, ANY, ANY):
        satire = against or has(desk, k.VIOLENCE, ANY, ANY, ANY) or has(desk, k.SATIRE, ANY, ANY, ANY)
        _keep(desk, _1)
        _quote(desk, k.IRONY, ANY, ANY)
        return (k.IS_SATIRE, 500) if satire else (k.IS_UNDETERMINED, 250)
    rank: Any = np.int64(99)
    best, asked, near = _0, True, False
    for i in range(desk.counts[d.HITS]):
        row = desk.hit[i]
        if row[d.BECAUSE] != 1:
            continue
        asked = asked and desk.tones[desk.word[row[d.FROM], d.SENTENCE]] & QUESTION != 0
        for number in range(k.VIOLATING_ORDER.size):
            here = number + (0 if row[d.NEAR] else 10)
            if k.VIOLATING_ORDER[number] == row[d.KIND] and here < rank:
                rank, best, near = here, np.int64(number), row[d.NEAR] != 0
    if against or asked or (has(desk, k.WISH, ANY, ANY, ANY) and not near):
        _quote(desk, k.VIOLATING, YES, YES)
        _quote(desk, k.COUNTER, YES, ANY)
        _all_of(desk)
        return k.IS_UNDETERMINED, 350
    _keep(desk, _1)
    return k.VIOLATING_STANCES[best], 700 if near else 500


@inlined
def _against(desk: Any, refused: Any) -> Any:
    _quote(desk, k.VIOLATING, YES, YES)
    _quote(desk, k.COUNTER, YES, ANY)
    if has(desk, k.AGREEMENT, ANY, ANY, ANY) and has(desk, k.VIOLATING, NO, ANY, ANY):
        return k.IS_UNDETERMINED, 300
    if (desk.counts[d.MOCKING] or has(desk, k.IRONY, ANY, ANY, ANY)) and not refused:
        return k.IS_SATIRE, 450
    for i in range(desk.counts[d.HITS]):
        if desk.hit[i, d.BECAUSE] and desk.hit[i, d.NEAR]:
            return k.IS_CONDEMNATION, 800
    return k.IS_CONDEMNATION, 600


@inlined
def _without_own_stance(desk: Any) -> Any:
    """No stance of the author's: reporting, neutral talk, or nothing that can be told."""
    others = has(desk, k.VIOLATING, NO, ANY, ANY)
    if has(desk, k.AGREEMENT, YES, ANY, ANY) and others:
        _quote(desk, k.AGREEMENT, YES, ANY)
        _quote(desk, k.VIOLATING, NO, ANY)
        return k.IS_GLORIFICATION, 350
    if has(desk, k.RIGHTS, ANY, ANY, ANY):
        _quote(desk, k.RIGHTS, ANY, ANY)
        return k.IS_HUMAN_RIGHTS, 550
    if has(desk, k.SATIRE, ANY, ANY, ANY):
        _quote(desk, k.SATIRE, ANY, ANY)
        return k.IS_SATIRE, 450
    framed, reports = _reports(desk)
    if others and not _attributed(desk):
        _quote(desk, k.VIOLATING, NO, ANY)
        return k.IS_UNDETERMINED, 300
    if reports and not _stirred(desk):
        _quote(desk, k.FRAMED, ANY, ANY)
        _quote(desk, k.VIOLATING, NO, ANY)
        return k.IS_REPORTING, 750 if framed > 1 else 600
    if others:
        _quote(desk, k.VIOLATING, NO, ANY)
        return k.IS_UNDETERMINED, 300
    emphatic = desk.tones[_sentence(desk)] & EMPHATIC != 0
    if has(desk, k.PLAIN, ANY, ANY, ANY) and not emphatic and not has(desk, k.ADDRESS, YES, ANY, ANY):
        _quote(desk, k.PLAIN, ANY, ANY)
        return k.IS_NEUTRAL, 600
    return _by_topic(desk)


@compiled
def _sentence(desk: Any) -> Any:
    return np.int64(desk.word[desk.counts[d.TARGET], d.SENTENCE])


@inlined
def _by_topic(desk: Any) -> Any:
    if has(desk, k.TOPICS, ANY, ANY, ANY) and not _stirred(desk):
        _quote(desk, k.TOPICS, ANY, ANY)
        return k.IS_NEUTRAL, 400
    asked = desk.tones[_sentence(desk)] & QUESTION != 0
    if asked and not _stirred(desk) and not has(desk, k.WISH | k.VERSUS, ANY, ANY, ANY):
        return k.IS_NEUTRAL, 400
    return k.IS_UNDETERMINED, 150 if desk.counts[d.WORDS] <= FEW_WORDS else 250


@inlined
def _reports(desk: Any) -> Any:
    """How many words of the news there are, and whether they make a report."""
    framed, telling = _0, False
    for i in range(desk.counts[d.HITS]):
        row = desk.hit[i]
        if bit(row) & k.FRAMED:
            framed += 1
            telling = telling or bit(row) & k.REPORTING == _U(0) or row[d.PHRASE] > 1
    return framed, framed > 1 or telling


@inlined
def _attributed(desk: Any) -> Any:
    """Whether words of support are somebody's: all quoted, or beside words of saying."""
    if has(desk, k.TELLS_WHO, ANY, ANY, ANY):
        return True
    for i in range(desk.counts[d.HITS]):
        if _is(desk.hit[i], k.VIOLATING, NO, ANY, ANY) and not desk.hit[i, d.IN_QUOTES]:
            return False
    return True


@compiled
def _stirred(desk: Any) -> Any:
    """Whether the author speaks of themselves, calls on readers, exclaims or wishes in the sentence of the mention."""
    if desk.tones[_sentence(desk)] & EMPHATIC:
        return True
    return has(desk, k.STIRRING, YES, ANY, YES)


@compiled
def signals(desk: Any, stance: Any) -> Any:
    """The named circumstances, in bits of `kinds.SIGNAL_NAMES`."""
    heard, negated, quoted = _U(0), False, desk.word[desk.counts[d.TARGET], d.QUOTED] != 0
    for i in range(desk.counts[d.HITS]):
        row = desk.hit[i]
        heard |= bit(row)
        negated = negated or row[d.NEGATED] != 0
        quoted = quoted or (row[d.IN_QUOTES] != 0 and bit(row) & k.VIOLATING != _U(0))
    out = heard & k.NAMED_TOPICS
    if quoted:
        out |= k.S_QUOTED
    if heard & k.REPORTED or has(desk, k.VIOLATING, NO, ANY, ANY):
        out |= k.S_REPORTED
    if heard & k.TOLD:
        out |= k.S_ATTRIBUTED
    if negated:
        out |= k.S_NEGATED
    if desk.counts[d.MOCKING]:
        out |= k.S_IRONY
    if desk.tones[_sentence(desk)] & QUESTION:
        out |= k.S_QUESTION
    if heard & k.VIOLENCE:
        out |= k.S_VIOLENCE
    if heard & k.ADDRESS:
        out |= k.S_CALL
    if stance == k.IS_CONDEMNATION:
        out |= k.S_CONDEMNED
        if heard & k.AGAINST:
            out |= k.S_COUNTER
    if heard & k.PEACEFUL and not heard & k.VIOLENCE:
        out |= k.S_PEACEFUL
    return out
