"""Cues found in a text that is laid out for one name, each with its voice: the twin of `stance.cues` and `stance.voice`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.fused_reader import desk as d
from evenhand.detection.fused_reader import kinds as k
from evenhand.detection.fused_reader import lexicon as x
from evenhand.detection.fused_reader.compiling import compiled, inlined
from evenhand.detection.fused_reader.frame import EMPHATIC
from evenhand.detection.fused_reader.letters import TITLE
from evenhand.detection.fused_reader.words import find, stands_as
from evenhand.detection.stance.cues import MOST_SKIPPED
from evenhand.detection.stance.voice import NEGATION_AFTER_REACH, NEGATION_REACH, TITLES_BETWEEN

_U: Final = np.uint64
_0, _1 = np.int64(0), np.int64(1)
_KEPT: Final = 6  # hits looked back at for a longer one of the same kind, as in `CueSet.find`
_COPIED: Final = 5  # columns of a hit that are known when it is found
_TITLES: Final = 2  # words between a phrase and the name


@compiled
def bit(row: Any) -> Any:
    """The kind of a hit as a bit."""
    return _U(1) << _U(row[d.KIND])


@compiled
def _fits(at: Any, part: Any, lexicon: Any, desk: Any) -> Any:
    """Whether a word fits a part of a phrase."""
    token = desk.word[at, d.TOKEN]
    if token < 0:
        return token == d.NAME and lexicon.roots[lexicon.owners[part], 2] == part
    first = desk.token[token, d.PARTS]
    for i in range(first, first + desk.token[token, d.PART_COUNT]):  # noqa: SIM110 - compiled code has no generators
        if desk.parts[i] == part:
            return True
    return False


@inlined
def _note_cues(node: Any, at: Any, upto: Any, lexicon: Any, desk: Any) -> Any:
    row = lexicon.tree[node]
    count = desk.counts[d.HITS]
    if count + row[x.CUE_COUNT] > d.MOST_HITS:
        return False
    for i in range(row[x.CUES], row[x.CUES] + row[x.CUE_COUNT]):
        cue = np.int64(lexicon.ends[i])
        hit = desk.hit[count]
        hit[d.CUE], hit[d.KIND], hit[d.FROM], hit[d.UPTO] = cue, lexicon.cues[cue, x.KIND], at, upto
        hit[d.PHRASE] = lexicon.cues[cue, x.WORDS]
        count += 1
    desk.counts[d.HITS] = count
    return True


@compiled
def _push(depth: Any, node: Any, at: Any, desk: Any) -> Any:
    if depth < d.STACK:
        desk.stack[depth, 0], desk.stack[depth, 1] = node, at
    return depth + 1


@compiled
def _follow(node: Any, at: Any, lexicon: Any, desk: Any) -> Any:
    """Note the phrases that go on from a node after the word they began `at`. Says whether there was room."""
    word, words = desk.word, desk.counts[d.WORDS]
    sentence = word[at, d.SENTENCE]
    depth = _push(_0, node, at + 1, desk)
    while depth:
        depth -= 1
        node, position = np.int64(desk.stack[depth, 0]), np.int64(desk.stack[depth, 1])
        row = lexicon.tree[node]
        if row[x.CUE_COUNT] and not _note_cues(node, at, position, lexicon, desk):
            return False
        if (
            row[x.GOES_ON]
            and position < words
            and word[position, d.SENTENCE] == sentence
            and word[position, d.TOKEN] >= 0
        ):
            token = desk.token[word[position, d.TOKEN]]
            for i in range(token[d.PARTS], token[d.PARTS] + token[d.PART_COUNT]):
                child = find(lexicon.steps, (node << x.PART_BITS) + desk.parts[i] + 1)
                if child >= 0:
                    depth = _push(depth, child, position + 1, desk)
        if row[x.AFTER_NAME] >= 0:
            name, last = position, min(position + _TITLES, words)
            while name < last and word[name, d.TOKEN] >= 0 and stands_as(word[name, d.TOKEN], lexicon, desk) & TITLE:
                name += 1
            if name < words and word[name, d.TOKEN] == d.NAME and word[name, d.SENTENCE] == sentence:
                depth = _push(depth, row[x.AFTER_NAME], name + 1, desk)
        for i in range(row[x.GAP], row[x.GAP] + row[x.GAP_COUNT]):
            for place in range(position, min(position + MOST_SKIPPED + 1, words)):
                if _fits(place, lexicon.gaps[i, 0], lexicon, desk):
                    if word[place, d.SENTENCE] == sentence:
                        depth = _push(depth, lexicon.gaps[i, 1], place + 1, desk)
                    break
        if depth > d.STACK:
            return False
    return True


@compiled
def _begin(at: Any, part: Any, lexicon: Any, desk: Any) -> Any:
    node = np.int64(lexicon.roots[lexicon.owners[part], 1])
    child = find(lexicon.steps, (node << x.PART_BITS) + part + 1)
    return child < 0 or _follow(child, np.int64(at), lexicon, desk)


@compiled
def _set_of(cue_part_owner: Any, desk: Any) -> Any:
    for number in range(desk.counts[d.SETS]):
        if desk.sets[number] == cue_part_owner:
            return np.int64(number)
    return _0


@inlined
def _sort(lexicon: Any, desk: Any) -> None:
    """Put the hits in order: by language in the order they are looked for, then place, longest first, then the cue's id."""
    hit, order = desk.hit, desk.order
    for i in range(desk.counts[d.HITS]):
        lang = _set_of(np.int64(lexicon.cues[hit[i, d.CUE], x.LANG]), desk)
        order[i] = (
            (lang << np.int64(44)) | (np.int64(hit[i, d.FROM]) << np.int64(32))
            | ((np.int64(4095) - np.int64(hit[i, d.UPTO])) << np.int64(20)) | np.int64(hit[i, d.CUE])
        )  # fmt: skip
    for i in range(1, desk.counts[d.HITS]):
        at = i
        while at and order[at - 1] > order[at]:
            order[at - 1], order[at] = order[at], order[at - 1]
            for column in range(_COPIED):
                hit[at - 1, column], hit[at, column] = hit[at, column], hit[at - 1, column]
            at -= 1


@compiled
def _copy(source: Any, target: Any, desk: Any) -> None:
    if source != target:
        desk.order[target] = desk.order[source]
        for column in range(_COPIED):
            desk.hit[target, column] = desk.hit[source, column]


@inlined
def _without_contained(desk: Any) -> None:
    """Leave out a cue inside a longer one of its kind and language, then words of stance strictly inside a longer cue."""
    hit, order, kept = desk.hit, desk.order, _0
    first_of_set = _0
    for i in range(desk.counts[d.HITS]):
        if kept and order[i] >> np.int64(44) != order[kept - 1] >> np.int64(44):
            first_of_set = kept
        inside = False
        for other in range(max(first_of_set, kept - _KEPT), kept):
            inside = inside or (
                hit[other, d.KIND] == hit[i, d.KIND]
                and hit[other, d.FROM] <= hit[i, d.FROM]
                and hit[i, d.UPTO] <= hit[other, d.UPTO]
            )
        if not inside:
            _copy(i, kept, desk)
            kept += 1
    for i in range(kept):
        hit[i, d.BECAUSE] = 0
        if not bit(hit[i]) & k.CONTAINABLE:
            continue
        size = hit[i, d.UPTO] - hit[i, d.FROM]
        for other in range(kept):
            longer = hit[other, d.UPTO] - hit[other, d.FROM] > size
            if longer and hit[other, d.FROM] <= hit[i, d.FROM] and hit[i, d.UPTO] <= hit[other, d.UPTO]:
                hit[i, d.BECAUSE] = 1
    count = _0
    for i in range(kept):
        if not hit[i, d.BECAUSE]:
            _copy(i, count, desk)
            hit[count, d.BECAUSE] = 0
            count += 1
    desk.counts[d.HITS] = count


@compiled
def _negated(row: Any, desk: Any) -> Any:
    clause = desk.word[row[d.FROM], d.CLAUSE]
    for i in range(desk.counts[d.HITS]):
        other = desk.hit[i]
        if desk.word[other[d.FROM], d.CLAUSE] != clause:
            continue
        if bit(other) == k.NEGATION and 0 <= row[d.FROM] - other[d.UPTO] <= NEGATION_REACH:
            return True
        if bit(other) == k.NEGATION_AFTER and 0 <= other[d.FROM] - row[d.UPTO] <= NEGATION_AFTER_REACH:
            return True
    return False


@compiled
def _is_frame(row: Any, desk: Any) -> Any:
    """Whether a cue is a word of reporting where the author does not speak of themselves, address readers or exclaim."""
    kind = bit(row)
    if not kind & k.SAYING or desk.word[row[d.FROM], d.QUOTED]:
        return False
    if kind & k.REPORTED:
        return True
    sentence = desk.word[row[d.FROM], d.SENTENCE]
    if desk.tones[sentence] & EMPHATIC:
        return False
    for i in range(desk.counts[d.HITS]):
        other = desk.hit[i]
        at = other[d.FROM]
        if bit(other) & k.PERSONAL and desk.word[at, d.SENTENCE] == sentence and not desk.word[at, d.QUOTED]:
            return False
    return True


@inlined
def _acclaims(row: Any, desk: Any) -> Any:
    """Whether a sentence opens by acclaiming the name."""
    word, target = desk.word, desk.counts[d.TARGET]
    sentence = word[target, d.SENTENCE]
    if target < 0 or word[row[d.FROM], d.SENTENCE] != sentence:
        return False
    first = min(np.int64(row[d.FROM]), target)
    if first > 0 and word[first - 1, d.SENTENCE] == sentence:
        return False
    return (
        target - TITLES_BETWEEN <= row[d.UPTO] <= target
        or row[d.FROM] <= target < row[d.UPTO]
        or row[d.FROM] == target + 1
    )


@compiled
def _framed(row: Any, desk: Any) -> Any:
    """Whether words of reporting in its sentence speak a cue."""
    sentence = desk.word[row[d.FROM], d.SENTENCE]
    acclaims = bit(row) & k.GLORIFICATION and _acclaims(row, desk)
    for i in range(desk.counts[d.HITS]):
        frame = desk.hit[i]
        if desk.word[frame[d.FROM], d.SENTENCE] != sentence or not _is_frame(frame, desk):
            continue
        if frame[d.UPTO] > row[d.FROM] and frame[d.FROM] < row[d.UPTO]:
            continue
        if acclaims and _in_topic(frame, sentence, desk):
            continue
        return True
    return False


@compiled
def _in_topic(frame: Any, sentence: Any, desk: Any) -> Any:
    """Whether a word of reporting stands within one that only says what the news is about."""
    for i in range(desk.counts[d.HITS]):
        topic = desk.hit[i]
        if (
            bit(topic) & k.TOPICAL and desk.word[topic[d.FROM], d.SENTENCE] == sentence
            and topic[d.FROM] <= frame[d.FROM] and frame[d.UPTO] <= topic[d.UPTO] and _is_frame(topic, desk)
        ):  # fmt: skip
            return True
    return False


@compiled
def listen(lexicon: Any, desk: Any) -> Any:
    """Find the cues of the text and give each its voice. Says whether there was room."""
    word, hit = desk.word, desk.hit
    desk.counts[d.HITS] = 0
    for at in range(desk.counts[d.WORDS]):
        number = word[at, d.TOKEN]
        if number == d.NAME:
            for i in range(desk.counts[d.SETS]):
                part = np.int64(lexicon.roots[desk.sets[i], 2])
                if part >= 0 and not _begin(at, part, lexicon, desk):
                    return False
        if number < 0:
            continue
        first = desk.token[number, d.PARTS]
        for i in range(first, first + desk.token[number, d.PART_COUNT]):
            if not _begin(at, np.int64(desk.parts[i]), lexicon, desk):
                return False
    _sort(lexicon, desk)
    _without_contained(desk)
    here = word[desk.counts[d.TARGET], d.SENTENCE]
    for i in range(desk.counts[d.HITS]):
        row = hit[i]
        kind, quoted = bit(row), word[row[d.FROM], d.QUOTED]
        row[d.IN_QUOTES] = quoted
        row[d.NEGATED] = kind & k.NEGATABLE != 0 and _negated(row, desk)
        row[d.OWN] = not (quoted or (kind & k.FRAMEABLE != 0 and _framed(row, desk)))
        row[d.NEAR] = word[row[d.FROM], d.SENTENCE] == here
    return True
