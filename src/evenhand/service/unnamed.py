"""Posts that name nobody, answered in Arrow: most posts of any stream, and none of them becomes an object.

The compiled scanner says which rows may hold a name; for the others the answer depends on their id and language only, so
one decision for each language is made by the ordinary path and copied. Rows that are not plain are left to that path.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.decisions.frames import Frames
from evenhand.detection.fused.scanner import LOOK_AGAIN, NAMES, SMALL
from evenhand.detection.fused_reader.reader import FusedReader
from evenhand.detection.language import SCRIPT_SAMPLE, Language, by_script, identify
from evenhand.detection.model import Post
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Looked
from evenhand.service.named import Answers, Named
from evenhand.service.seeing import Columns, Sees

_MARK: Final = "\uf8ffid\uf8ff"
_ESCAPED: Final = r'["\\\x00-\x1f]'  # what JSON writes otherwise than it stands: such ids go the ordinary way
_TEXTS: Final = ("text", "quoted_text", "parent_text")
_ACCOUNT: Final = ("display_name", "handle", "bio")


@dataclass(frozen=True, slots=True)
class _Template:
    """An answer with its id cut out of the canonical JSON."""

    before: str
    after: str
    outcome: str
    route: str
    priority: int


@dataclass(frozen=True, slots=True)
class Rows:
    """A batch's answers so far: `open` are the rows left to the ordinary path, `done` those that name somebody and were read."""

    open: Any
    looked: Sequence[Looked | None]  # for each open row its text looked at, where nothing else in it holds a name
    answers: pa.RecordBatch  # right for the rows that are neither
    done: Any
    named: pa.RecordBatch | None  # the answers to `done`

    def others(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows of the batch that are left."""
        return batch.filter(pa.array(self.open))

    def completed(self, others: pa.RecordBatch) -> pa.RecordBatch:
        """All answers, those to `others` and those made before put in their places."""
        theirs = others
        if self.named is not None:
            theirs = self.named
            if others.num_rows:  # both at once, in the order of their rows: putting in place copies all answers
                order = np.argsort(np.concatenate([np.flatnonzero(self.done), np.flatnonzero(self.open)]))
                theirs = pa.concat_batches([self.named, others]).take(pa.array(order))
        if not theirs.num_rows:
            return self.answers
        mask = pa.array(self.open | self.done)
        columns = [
            mine if name == "post_id" else pc.replace_with_mask(mine, mask, other)
            for name, mine, other in zip(self.answers.schema.names, self.answers.columns, theirs.columns, strict=True)
        ]
        return pa.RecordBatch.from_arrays(columns, schema=self.answers.schema)


@dataclass(slots=True)
class Unnamed:
    """Answers rows without a name. `decide` makes the answer to such a post in a language; `frames` are the parts of the
    answers to others, where words alone decide.
    """

    detector: Sees
    decide: Callable[[Post, Language], pa.RecordBatch]
    frames: Frames | None = None
    _named: Named | None = None
    _templates: dict[Language, int] = field(default_factory=dict)
    _made: list[_Template] = field(default_factory=list)

    def answers(self, batch: pa.RecordBatch) -> Rows | None:
        """The answers to the rows that name nobody, and to those that are read here; None for a batch too small for it."""
        fused = self.detector.fused
        if batch.num_rows < SMALL and not fused.ready:
            return None
        ids = batch.column("id")
        plain = ~rows_worth_reading(batch, fused, _TEXTS[1:])
        looked, named = self._looked(batch, plain)
        done = np.zeros(batch.num_rows, np.bool_)
        template = np.full(batch.num_rows, -1, np.int32)
        if named is not None:
            done[list(named.rows)] = True
            for row, language in named.silent.items():
                template[row] = self._template(self._languages_read(language))
        open_ = ~plain | pc.match_substring_regex(ids, _ESCAPED).to_numpy(zero_copy_only=False)
        open_[list(looked)] = True
        open_[done] = False
        wanted = ~open_ & ~done & (template < 0)
        template = np.where(wanted, self._languages(batch, wanted), template)
        open_ |= ~done & (template < 0)
        answers = self._from_templates(ids, np.where(open_ | done, 0, template))
        read = _in_order(named, ids.filter(pa.array(done))) if named is not None and named.rows else None
        return Rows(open_, [looked.get(row) for row in np.flatnonzero(open_).tolist()], answers, done, read)

    def _from_templates(self, ids: pa.Array, template: Any) -> pa.RecordBatch:
        chosen = pa.array(template, pa.int32())
        made = self._made or [_Template("", "", "", "", 0)]
        column = {
            name: pa.array([getattr(item, name) for item in made]).take(chosen)
            for name in ("before", "after", "outcome", "route", "priority")
        }
        decision = pc.binary_join_element_wise(column["before"], ids, column["after"], "")
        columns = [ids, column["outcome"], column["route"], column["priority"].cast(pa.int32()), decision]
        return pa.RecordBatch.from_arrays(columns, names=["post_id", "outcome", "route", "priority", "decision"])

    def _languages_read(self, number: int) -> Language:
        assert self._named is not None
        return self._named.reader.languages[number]

    def _looked(self, batch: pa.RecordBatch, wanted: Any) -> tuple[dict[int, Looked | None], Answers | None]:
        """The texts of the wanted rows in which names stand, looked at, and the answers to those that could be read at once.

        None for a text that is worth reading for something else than names.
        """
        texts = batch.column("text")
        if not isinstance(self.detector, Detector):
            worth = self.detector.fused.states(*buffers(texts)) != 0
            return dict.fromkeys(np.flatnonzero(worth & wanted).tolist()), None
        scanner, fused = self.detector.scanner, self.detector.fused
        data, offsets = buffers(texts)
        states, found = fused.names(data, offsets)
        out: dict[int, Looked | None] = {}
        for row in np.flatnonzero((states > NAMES) & wanted).tolist():
            text = texts[row].as_py() or ""
            if states[row] == LOOK_AGAIN and scanner.plain_only(text):
                states[row] = NAMES  # or none
                continue
            looked = scanner.look(text)
            if not looked.empty:
                out[row] = looked
        named_rows = np.zeros(states.size, np.bool_)
        named_rows[found[:, 0]] = True
        told = (states == NAMES) & wanted & named_rows
        named = None
        if self.frames is not None:
            rows = np.flatnonzero(told)
            if rows.size:
                if self._named is None:
                    self._named = Named(self.detector, self.frames, FusedReader(fused))
                named = self._named.answers(batch, data, offsets, rows, found)
                told[list(named.rows)] = False
                told[list(named.silent)] = False
        places: dict[int, list[tuple[int, int, list[int]]]] = {}
        for row, start, stop, _, node in found[told[found[:, 0]]].tolist():
            places.setdefault(row, []).append((start, stop, fused.aliases_at(node)))
        out |= {row: scanner.told(texts[row].as_py(), names) for row, names in places.items()}
        return out, named

    def _languages(self, batch: pa.RecordBatch, wanted: Any) -> Any:
        """For each wanted row the number of its answer's template, -1 where the ordinary path has to say."""
        from evenhand.detection.fused.scripts import UNTOLD, script_names, scripts_of

        texts = _first_of(batch)
        scripts = scripts_of(*buffers(texts), SCRIPT_SAMPLE)
        tags = pc.fill_null(batch.column("lang"), "").dictionary_encode()
        names = [*script_names(), *[""] * (UNTOLD + 1 - len(script_names()))]
        pairs = np.asarray(tags.indices).astype(np.int64) * 256 + scripts
        out = np.full(batch.num_rows, -1, np.int32)
        given = tags.dictionary.to_pylist()
        for pair in np.unique(pairs[wanted]).tolist():
            rows = np.flatnonzero(wanted & (pairs == pair))
            script, tag = names[pair % 256], given[pair // 256]
            if script in ("", "Zyyy"):  # no words to read, or letters past the table
                continue
            language = by_script(script, tag)
            if language is not None:
                out[rows] = self._template(language)
            else:
                for row in rows.tolist():
                    out[row] = self._template(identify(texts[row].as_py(), tag))
        return out

    def _template(self, language: Language) -> int:
        number = self._templates.get(language)
        if number is None:
            answer = self.decide(Post(_MARK, "a word"), language).to_pylist()[0]
            before, after = answer["decision"].split(_MARK)
            number = self._templates[language] = len(self._made)
            self._made.append(_Template(before, after, answer["outcome"], answer["route"], answer["priority"]))
        return number


def _in_order(named: Answers, ids: pa.Array) -> pa.RecordBatch:
    """Answers in the order of their rows, which is the order they were made in."""
    columns = [
        ids, pa.array(named.outcomes, pa.string()), pa.array(named.routes, pa.string()),
        pa.array(named.priorities, pa.int32()), pa.array(named.texts, pa.string()),
    ]  # fmt: skip
    return pa.RecordBatch.from_arrays(columns, names=["post_id", "outcome", "route", "priority", "decision"])


def rows_worth_reading(batch: pa.RecordBatch, fused: Columns, texts: Sequence[str] = _TEXTS) -> Any:
    """Which rows may hold something in one of these fields or in the account's."""
    account = batch.column("account")
    columns = [(batch.column(name), False) for name in texts]
    columns += [(pc.struct_field(account, name), name == "handle") for name in _ACCOUNT]
    named = np.zeros(batch.num_rows, np.bool_)
    for column, handles in columns:
        data, offsets = buffers(column)
        if offsets[-1] > offsets[0]:
            named |= fused.states(data, offsets, handles=handles) != 0
    return named


def _first_of(batch: pa.RecordBatch) -> pa.Array:
    """What the language is told from: the text, else the quoted one, else the parent's."""
    texts = [pc.fill_null(batch.column(name), "") for name in _TEXTS]
    empty = pc.equal(texts[0], "")
    if not pc.any(empty).as_py():
        return texts[0]
    return pc.if_else(empty, pc.if_else(pc.equal(texts[1], ""), texts[2], texts[1]), texts[0])


def buffers(texts: pa.Array) -> tuple[Any, Any]:
    """A string column's bytes and offsets, without a copy where nothing is null."""
    if texts.null_count:
        texts = pc.fill_null(texts, "")
    _, offsets, data = texts.buffers()
    cut = np.frombuffer(offsets, np.int32, len(texts) + 1, texts.offset * 4)
    return np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8), cut
