"""The compiled pass over the texts in which names were found: each read to the end, or left to the plain reader.

For each name that stays it writes down who is named, where, and the stance with its evidence; what follows from them is
`decisions`'. Rows whose language has to be told from their words come back for it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.fused_reader import desk as d
from evenhand.detection.fused_reader import doubts
from evenhand.detection.fused_reader import kinds as k
from evenhand.detection.fused_reader import scoring as s
from evenhand.detection.fused_reader.compiling import compiled, entry, inlined
from evenhand.detection.fused_reader.deciding import decide, signals
from evenhand.detection.fused_reader.frame import frame, mask
from evenhand.detection.fused_reader.hearing import listen
from evenhand.detection.fused_reader.lexicon import CLEAR
from evenhand.detection.fused_reader.signs import ALPHA
from evenhand.detection.fused_reader.words import cut, look_up
from evenhand.detection.language import SCRIPT_SAMPLE as LANGUAGE_SAMPLE
from evenhand.detection.observe import SCRIPT_SAMPLE as CUES_SAMPLE
from evenhand.detection.stance.reader import MOST_EVIDENCE
from evenhand.detection.stance.second import ACCUSED

_U: Final = np.uint64
_0, _1 = np.int64(0), np.int64(1)
# States of a row: left to the plain reader, read, waiting for its language.
LEFT, READ, UNTOLD = 0, 1, 2
# Columns of `Told.names`: row, alias, raw span, letters cut off the first word, weak, stance, confidence, evidence.
ROW, ALIAS, START, END, CUT, WEAK, STANCE, CONFIDENCE, EVIDENCE, EVIDENCE_COUNT, COLUMNS = range(11)
BY_CUES: Final = -1  # in `languages`: cues of the scripts in the text


@inlined
def _script_of_rest(lexicon: Any, desk: Any) -> Any:
    """The script of a text without its names, as `observe._language` has it; of all of it where no letter is left."""
    counts = desk.scripts
    for whole in range(2):
        letters, codes, at, best = False, _0, _0, _0
        for i in range(d.MOST_SCRIPTS):
            counts[i] = 0
        order = _0
        for number in range(desk.counts[d.NAMES] + 1):
            if whole and number < desk.counts[d.NAMES]:
                continue
            stop = desk.counts[d.CODES]
            if number < desk.counts[d.NAMES]:
                if desk.name[number, d.GONE]:
                    continue
                stop = np.int64(desk.name[number, d.NAME_START])
            while at < stop:
                letters = letters or lexicon.signs[desk.codes[at]] & ALPHA != 0
                script = lexicon.scripts[desk.codes[at]] if codes < LANGUAGE_SAMPLE else np.uint8(0)
                if script:
                    if not counts[script]:
                        order += 1
                        counts[d.MOST_SCRIPTS + order] = script
                    counts[script] += 1
                codes += 1
                at += 1
            codes += 1
            if number < desk.counts[d.NAMES]:
                at = max(at, np.int64(desk.name[number, d.NAME_END]))
        for i in range(1, order + 1):
            script = counts[d.MOST_SCRIPTS + i]
            if not best or counts[script] > counts[best]:
                best = np.int64(script)
        if letters or whole:
            return best
    return _0


@inlined
def _choose_sets(cue_lang: Any, lexicon: Any, desk: Any) -> None:
    """The languages whose cues are looked for: the text's own, or those of the scripts in it."""
    if cue_lang >= 0:
        desk.sets[0], desk.counts[d.SETS] = cue_lang, 1
        return
    count = _0
    for at in range(min(CUES_SAMPLE, desk.counts[d.CODES])):
        row = lexicon.script_langs[lexicon.scripts[desk.codes[at]]]
        for i in range(row[0]):
            known = False
            for number in range(count):
                known = known or desk.sets[number] == row[1 + i]
            if not known:
                desk.sets[count] = row[1 + i]
                count += 1
    desk.counts[d.SETS] = count


@compiled
def _cite(out: Any, at: Any, lexicon: Any, desk: Any) -> Any:
    """Write down the cues that are the reasons of a stance, in order of place, each once. Returns how many."""
    count = _0
    last_start, last_end, last_cue = np.int64(-1), np.int64(-1), np.int64(-1)
    while count < MOST_EVIDENCE:
        best = np.int64(-1)
        start, end, cue = _0, _0, _0
        for i in range(desk.counts[d.HITS]):
            row = desk.hit[i]
            if not row[d.BECAUSE]:
                continue
            begin = np.int64(desk.word[row[d.FROM], d.BEGIN])
            finish, number = np.int64(desk.word[row[d.UPTO] - 1, d.FINISH]), np.int64(row[d.CUE])
            after = (begin, finish, number) > (last_start, last_end, last_cue)
            if after and (best < 0 or (begin, finish, number) < (start, end, cue)):
                best, start, end, cue = np.int64(i), begin, finish, number
        if best < 0:
            break
        out[at + count, 0], out[at + count, 1], out[at + count, 2] = start, end, cue
        last_start, last_end, last_cue = start, end, cue
        count += 1
    return count


@inlined
def _read_name(reading: Any, out: Any, evidence: Any, at: Any, lexicon: Any, desk: Any) -> Any:
    """Read the text for one name. Fills its row of the answer; returns the size of the evidence, -1 where there is no room."""
    tokens, used = desk.counts[d.TOKENS], desk.counts[d.PARTS_USED]
    if not mask(reading, lexicon, desk):
        return np.int64(-1)
    for i in range(desk.counts[d.WORDS]):
        if desk.word[i, d.TOKEN] >= tokens:
            look_up(np.int64(desk.word[i, d.TOKEN]), lexicon, desk)
    if not listen(lexicon, desk):
        return np.int64(-1)
    desk.counts[d.PARTS_USED] = used
    stance, confidence = decide(desk)
    stance, confidence = np.int64(stance), np.int64(confidence)
    marks = signals(desk, stance)
    end, most = at, at + d.MOST_EVIDENCE
    own = np.int64(desk.word[desk.counts[d.TARGET], d.SENTENCE])
    if k.ACCUSES[stance]:
        end = at + _cite(evidence, at, lexicon, desk)
        if s.scores(lexicon, desk)[1] < ACCUSED:
            marks |= k.S_DOUBTED
    elif not s.may_change(stance, confidence):
        end = at + _cite(evidence, at, lexicon, desk)
    else:
        here, margin, worst = s.scores(lexicon, desk)
        if k.ALLOWED[stance]:
            end = at + _cite(evidence, at, lexicon, desk)
            if margin >= s.doubted_from(stance, confidence, worst, lexicon, desk):
                end = s.quote_meanings(worst, evidence, end, most, lexicon, desk)
                stance, confidence = np.int64(k.IS_UNDETERMINED), s.likely(margin, lexicon)
        else:
            end = s.quote_meanings(own, evidence, at, most, lexicon, desk)
            allowed, lead = s.allowed_class(here)
            if margin >= lexicon.numbers[CLEAR] or end == at or s.conflict(allowed, desk):
                confidence = s.likely(margin, lexicon)
                end = at + _cite(evidence, at, lexicon, desk)
            else:
                stance, confidence = k.CLASS_STANCES[allowed], s.confidence_of(lead, margin)
    out[STANCE], out[CONFIDENCE], out[EVIDENCE], out[EVIDENCE_COUNT] = stance, confidence, at, end - at
    out[COLUMNS], out[COLUMNS + 1] = np.int64(marks & _U(0xFFFFFFFF)), np.int64(marks >> _U(32))
    return end


@inlined
def _read_text(
    row: Any, language: Any, languages: Any, several: Any, found: Any, first: Any, last: Any, told: Any, sizes: Any,
    names: Any, lexicon: Any, desk: Any,
) -> Any:  # fmt: skip
    """Read a text whose language is told for each of its names. Says whether there was room."""
    if several:  # the language may choose other aliases of the same entities
        if not doubts.enter_names(found, first, last, np.int64(languages[language, 1]), names, desk):
            return False
        doubts.judge(names, lexicon, desk)
    _choose_sets(np.int64(languages[language, 0]), lexicon, desk)
    desk.counts[d.PARTS_USED] = 0
    for token in range(desk.counts[d.TOKENS]):
        look_up(np.int64(token), lexicon, desk)
    if desk.counts[d.PARTS_USED] + d.MOST_NAMES * d.MOST_SETS * 4 >= d.MOST_PARTS:
        return False
    frame(lexicon, desk)
    count, end = sizes[0], sizes[1]
    for reading in range(desk.counts[d.NAMES]):
        name = desk.name[reading]
        if name[d.GONE]:
            continue
        if count >= told.names.shape[0] or end + d.MOST_EVIDENCE > told.evidence.shape[0]:
            return False
        out = told.names[count]
        out[ROW], out[ALIAS], out[START], out[END] = row, name[d.ALIAS], name[d.NAME_START], name[d.NAME_END]
        out[CUT], out[WEAK] = name[d.NAME_CUT], name[d.WEAK]
        doubt = np.int64(name[d.DOUBT])
        if name[d.WEAK] and (1 << doubt) & doubts.ANOTHER_THING:
            out[STANCE], out[CONFIDENCE], out[EVIDENCE], out[EVIDENCE_COUNT] = k.IS_NO_REFERENCE, 500, end, 0
            out[COLUMNS], out[COLUMNS + 1] = 0, 0
            count += 1
            continue
        after = _read_name(reading, out, told.evidence, end, lexicon, desk)
        if after < 0:
            return False
        perhaps = doubt == doubts.PERSON and out[STANCE] == k.IS_UNDETERMINED
        if name[d.WEAK] and not k.TELLING_STANCES[out[STANCE]] and not perhaps:
            continue  # an unsupported weak name is an ordinary word
        count, end = count + 1, after
    sizes[0], sizes[1] = count, end
    return True


@inlined
def _spans(row: Any, told: Any, sizes: Any, desk: Any) -> Any:
    """Write down where the names that stay are: what is between them tells the language. Returns the state of the row."""
    count = sizes[0]
    for number in range(desk.counts[d.NAMES]):
        if desk.name[number, d.GONE]:
            continue
        if count >= told.names.shape[0]:
            return LEFT
        out = told.names[count]
        out[ROW], out[START], out[END], out[STANCE] = (
            row,
            desk.name[number, d.NAME_START],
            desk.name[number, d.NAME_END],
            -1,
        )
        count += 1
    sizes[0] = count
    return UNTOLD


@entry
def read_rows(
    data: Any, offsets: Any, rows: Any, found: Any, bounds: Any, tags: Any, given: Any, by_script: Any, languages: Any,
    told: Any, sizes: Any, states: Any, chosen: Any, names: Any, lexicon: Any, desk: Any,
) -> Any:  # fmt: skip
    """Read the texts of some rows: `rows`, whose names are `found` from `bounds[i, 0]` to `bounds[i, 1]`.

    `given` is the number of a row's language, or -1: then `by_script` (script, tag) says it, or the row is UNTOLD. `states`
    and `chosen` (languages) are filled by row, `told` with the names that stay; `sizes` is how many, and how much evidence.
    """
    for i in range(rows.size):
        begin, end = _U(offsets[rows[i]]), _U(offsets[rows[i] + 1])
        states[i] = LEFT
        if end - begin > _U(d.MOST_BYTES) or not cut(data, begin, end, lexicon, desk):
            continue
        first, last = np.int64(bounds[i, 0]), np.int64(bounds[i, 1])
        if not doubts.enter_names(found, first, last, _0, names, desk):
            continue
        kept = doubts.judge(names, lexicon, desk)
        language = np.int64(given[i])
        if language < 0:
            language = np.int64(by_script[_script_of_rest(lexicon, desk), tags[i]])
        chosen[i] = language
        if language < 0:
            states[i] = _spans(i, told, sizes, desk)
            continue
        several = False
        for number in range(first, last):
            several = several or (kept > 0 and names.at_node[found[number, 4], 1] > 1)
        if _read_text(
            i, language, languages, several, found, first, last, told, sizes, names, lexicon, desk
        ):  # fmt: skip
            states[i] = READ
    return _0
