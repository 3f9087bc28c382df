"""The second look: features of a sentence, and what follows from them. The twin of `stance.second`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.fused.lanes import lowest
from evenhand.detection.fused_reader import desk as d
from evenhand.detection.fused_reader import kinds as k
from evenhand.detection.fused_reader.compiling import compiled, inlined
from evenhand.detection.fused_reader.deciding import ANY, NO, YES, has
from evenhand.detection.fused_reader.frame import EMPHATIC, QUESTION, words_of
from evenhand.detection.fused_reader.hearing import bit
from evenhand.detection.fused_reader.lexicon import DOUBT, FIELDS
from evenhand.detection.fused_reader.wording import add_row, add_wording, scored
from evenhand.detection.stance.features import LONG, NEAR
from evenhand.detection.stance.second import (
    AROUND,
    CONFIDENCES,
    ELSEWHERE,
    MOST_QUOTED,
    MOST_SENTENCES,
    PLAIN,
    STEPS,
    TOLD,
)
from evenhand.detection.stance.wording import FEATURES

_U: Final = np.uint64
_0, _1 = np.int64(0), np.int64(1)
_CONFIDENCES: Final = np.array(CONFIDENCES, np.int64)
_STEPS: Final = np.array(STEPS, np.int64)
_LIKELY_FROM: Final = 9000
# Rows of the weights of a field: anywhere in the sentence, before the name, right before, after, right after.
_ANYWHERE, _BEFORE, _RIGHT_BEFORE, _AFTER, _RIGHT_AFTER, _PLACES = range(6)


@compiled
def meanings_at(at: Any, lexicon: Any, desk: Any) -> Any:
    """The fields of meaning of a word: in a news predicate no word of support counts."""
    token = desk.word[at, d.TOKEN]
    if token < 0:
        return _U(0)
    found = desk.fields[token]
    if found & lexicon.masks[0]:
        for i in range(desk.counts[d.HITS]):
            row = desk.hit[i]
            if bit(row) == k.WIRE and row[d.FROM] <= at < row[d.UPTO]:
                return found & ~lexicon.masks[0]
    return found


@compiled
def _add(row: Any, lexicon: Any, desk: Any) -> Any:
    add_row(FEATURES, np.int64(row), lexicon, desk)


@inlined
def _add_form(sentence: Any, first: Any, last: Any, lexicon: Any, desk: Any) -> Any:
    word, forms, size = desk.word, lexicon.forms, last - first
    _add(forms[k.SHORT if size < LONG // 2 else k.MIDDLING if size < LONG else k.LONG], lexicon, desk)
    if desk.tones[sentence] & QUESTION:
        _add(forms[k.QUESTION], lexicon, desk)
    if desk.tones[sentence] & EMPHATIC:
        _add(forms[k.EMPHATIC], lexicon, desk)
    if desk.counts[d.MOCKING]:
        _add(forms[k.IRONIC], lexicon, desk)
    for at in range(first, last):
        if word[at, d.QUOTED]:
            _add(forms[k.QUOTES], lexicon, desk)
            break
    if word[desk.counts[d.TARGET], d.SENTENCE] != sentence:
        _add(forms[k.ELSEWHERE], lexicon, desk)
    elif word[first, d.TOKEN] == d.NAME:
        _add(forms[k.FIRST], lexicon, desk)
    elif word[last - 1, d.TOKEN] == d.NAME:
        _add(forms[k.LAST], lexicon, desk)


@inlined
def _add_kinds(sentence: Any, lexicon: Any, desk: Any) -> Any:
    said = desk.said
    for i in range(desk.counts[d.HITS]):
        row = desk.hit[i]
        if desk.word[row[d.FROM], d.SENTENCE] == sentence:
            place = 4 * np.int64(row[d.KIND]) + 2 * np.int64(row[d.OWN]) + np.int64(row[d.NEGATED])
            if not said[lexicon.kinds[place, 0]]:
                said[lexicon.kinds[place, 0]] = 1
                _add(lexicon.kinds[place, 1], lexicon, desk)
    for i in range(desk.counts[d.HITS]):
        row = desk.hit[i]
        said[lexicon.kinds[4 * np.int64(row[d.KIND]) + 2 * np.int64(row[d.OWN]) + np.int64(row[d.NEGATED]), 0]] = 0


@inlined
def _add_meanings(sentence: Any, first: Any, last: Any, lexicon: Any, desk: Any) -> Any:
    """What fields of meaning weigh: each, where it stands to the name, and each pair of them."""
    target = desk.counts[d.TARGET]
    placed = desk.word[target, d.SENTENCE] == sentence
    everywhere, before, right_before, after, right_after = _U(0), _U(0), _U(0), _U(0), _U(0)
    for at in range(first, last):
        found = meanings_at(at, lexicon, desk)
        everywhere |= found
        if not placed:
            continue
        if at < target:
            before |= found
            right_before |= found if target - at <= NEAR else _U(0)
        else:
            after |= found
            right_after |= found if at - target <= NEAR else _U(0)
    left = everywhere
    while left:
        field = np.int64(lowest(left))
        mark = _U(1) << _U(field)
        left &= left - _U(1)
        row = field * _PLACES
        _add(lexicon.meanings[row + _ANYWHERE], lexicon, desk)
        if before & mark:
            _add(lexicon.meanings[row + _BEFORE], lexicon, desk)
        if right_before & mark:
            _add(lexicon.meanings[row + _RIGHT_BEFORE], lexicon, desk)
        if after & mark:
            _add(lexicon.meanings[row + _AFTER], lexicon, desk)
        if right_after & mark:
            _add(lexicon.meanings[row + _RIGHT_AFTER], lexicon, desk)
        others = left
        fields = lexicon.numbers[FIELDS]
        while others:
            _add(lexicon.pairs[field * fields + np.int64(lowest(others))], lexicon, desk)
            others &= others - _U(1)


@compiled
def _add_features(sentence: Any, lexicon: Any, desk: Any) -> Any:
    first, last = words_of(sentence, desk)
    _add_form(sentence, first, last, lexicon, desk)
    _add_kinds(sentence, lexicon, desk)
    _add_meanings(sentence, first, last, lexicon, desk)


@compiled
def _about_others(first: Any, last: Any, desk: Any) -> Any:
    for at in range(first, last):  # noqa: SIM110 - compiled code has no generators
        if desk.word[at, d.TOKEN] == d.OTHER:
            return True
    return False


@compiled
def scores(lexicon: Any, desk: Any) -> Any:
    """The scores of the name's sentence, the highest log-odds of the text, and the sentence that has it."""
    word, words, target = desk.word, desk.counts[d.WORDS], desk.counts[d.TARGET]
    own = np.int64(word[target, d.SENTENCE])
    _add_features(own, lexicon, desk)
    add_wording(max(_0, target - AROUND), min(target + AROUND, words), target, lexicon, desk)
    here = scored(lexicon, desk)
    highest, worst, read = here[0], own, _0
    first_sentence, last_sentence = np.int64(word[0, d.SENTENCE]), np.int64(word[words - 1, d.SENTENCE])
    for distance in range(1, max(own - first_sentence, last_sentence - own) + 1):
        for side in range(2):
            sentence = own - distance if side == 0 else own + distance
            first, last = words_of(sentence, desk)
            if first == last or read >= MOST_SENTENCES or _about_others(first, last, desk):
                continue
            read += 1
            _add_features(sentence, lexicon, desk)
            add_wording(first, last, np.int64(-1), lexicon, desk)
            found = scored(lexicon, desk)[0]
            if found - ELSEWHERE > highest:
                highest, worst = found - ELSEWHERE, sentence
    return here, highest, worst


@compiled
def likely(margin: Any, lexicon: Any) -> Any:
    """The chance, per mille, that a log-odds stands for."""
    return np.int64(lexicon.likely[max(-_LIKELY_FROM, min(_LIKELY_FROM, margin)) + _LIKELY_FROM])


@compiled
def may_change(stance: Any, confidence: Any) -> Any:
    """Whether a reading is open to a second look."""
    plainly_against = stance == k.IS_CONDEMNATION and confidence >= PLAIN
    return (k.ALLOWED[stance] and not plainly_against) or stance == k.IS_UNDETERMINED


@compiled
def _wired(own: Any, lexicon: Any, desk: Any) -> Any:
    if not has(desk, k.WIRE, ANY, ANY, YES) or has(desk, k.VIOLATING | k.AGREEMENT, YES, ANY, YES):
        return False
    first, last = words_of(own, desk)
    for at in range(first, last):  # noqa: SIM110 - compiled code has no generators
        if meanings_at(at, lexicon, desk) & lexicon.masks[2]:
            return False
    return True


@compiled
def doubted_from(stance: Any, confidence: Any, worst: Any, lexicon: Any, desk: Any) -> Any:
    """The log-odds from which an allowed reading is doubted."""
    own = np.int64(desk.word[desk.counts[d.TARGET], d.SENTENCE])
    doubt = np.int64(lexicon.numbers[DOUBT])
    if stance == k.IS_REPORTING and worst == own and _wired(own, lexicon, desk):
        return doubt + TOLD
    return _0 if stance == k.IS_NEUTRAL and confidence >= PLAIN else doubt


@compiled
def allowed_class(here: Any) -> Any:
    """The best class but `violating`, and how far it leads."""
    best = _1
    for number in range(2, 4):
        if here[number] > here[best]:
            best = np.int64(number)
    second = np.int64(-(1 << 40))
    for number in range(1, 4):
        if number != best and here[number] > second:
            second = np.int64(here[number])
    return best, here[best] - second


@compiled
def confidence_of(lead: Any, margin: Any) -> Any:
    """How often the allowed class named first was right on unseen authors, in the same band."""
    sure, band = min(lead, -margin), _0
    for step in _STEPS:
        band += sure >= step
    return _CONFIDENCES[band]


@compiled
def conflict(allowed: Any, desk: Any) -> Any:
    """Whether words of support, or of a fight or wish, left it open."""
    if has(desk, k.VIOLATING | k.AGREEMENT, YES, NO, ANY):
        return True
    return allowed == 3 and has(desk, k.VERSUS | k.WISH, YES, ANY, YES)


@compiled
def quote_meanings(sentence: Any, out: Any, count: Any, most: Any, lexicon: Any, desk: Any) -> Any:
    """Put words of a sentence that belong to a field of meaning behind the evidence: start, end, -1 - field. Returns its size."""
    first, last = words_of(sentence, desk)
    quoted = _0
    for at in range(first, last):
        found = meanings_at(at, lexicon, desk) & ~lexicon.masks[1]
        if not found or quoted >= MOST_QUOTED:
            continue
        quoted += 1
        if count < most:
            out[count, 0], out[count, 1] = desk.word[at, d.BEGIN], desk.word[at, d.FINISH]
            out[count, 2] = -1 - np.int64(lowest(found))
            count += 1
    return count
