"""The reader's data as arrays: cues, fields of meaning, weights, wording and what stands near weak names.

Everything is read from the same files by the same code as the plain reader's, and put into numbers here: nothing of it is
written into the compiled code. Built once a process, when a batch is large enough.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from evenhand.detection import support
from evenhand.detection.fused import scripts, tables
from evenhand.detection.fused.code_points import folding
from evenhand.detection.fused_reader import signs
from evenhand.detection.fused_reader.kinds import FORMS, KIND_NUMBERS, KIND_ORDER
from evenhand.detection.fused_reader.letters import (
    AFFAIRS,
    AFTER,
    BEFORE,
    BEGINS,
    EXACT,
    INDEFINITE,
    IS,
    LONGEST_ENDING,
    MULTIPLIER,
    PARTICLE,
    STEM,
    SUPPORT,
    TITLE,
    Letters,
    hashed,
)  # fmt: skip
from evenhand.detection.morphology import proclitics_of
from evenhand.detection.resources import CUE_LANGUAGES, CUES_BY_SCRIPT
from evenhand.detection.stance import cues, features, second, weights, wording
from evenhand.detection.stance.surface import TARGET

MOST_FIELDS: Final = 64  # a bit each
NEAR_ROOT: Final = 0
# Columns of `tree`: cues that end at a node, whether phrases go on with words, the node after the name, phrases after a gap.
CUES, CUE_COUNT, GOES_ON, AFTER_NAME, GAP, GAP_COUNT, TREE_COLUMNS = range(7)
KIND, WORDS, LANG, CUE_COLUMNS = range(4)  # of `cues`, which are numbered in the order of their ids
# Places in `numbers`: thresholds, how many fields of meaning there are.
DOUBT, CLEAR, FIELDS = range(3)
ROW_BITS: Final = 24  # of a slot: one more than the row; the key is above
_WHOLE: Final = frozenset({"fold", "long_endings", "endings"})  # tables by code point, and what has its size asked
PART_BITS: Final = 20  # a key is node and part


@lru_cache(maxsize=1)
def field_names() -> tuple[str, ...]:
    """The fields of meaning, in their order."""
    found = {field for stems in features.stems_by_lang().values() for fields in stems.values() for field in fields}
    return tuple(sorted(found))


@lru_cache(maxsize=1)
def _all_cues() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted({(cue.cue_id, cue.words) for lang in CUE_LANGUAGES for cue in cues.cues_of(lang).phrases()}))


@lru_cache(maxsize=1)
def cue_ids() -> tuple[str, ...]:
    """The ids of all cues, by number: in their own order."""
    return tuple(cue_id for cue_id, _ in _all_cues())


class _Phrases:
    """All languages' phrases as one tree of numbers."""

    def __init__(self, letters: Letters) -> None:
        self.letters = letters
        self.parts: dict[tuple[int, str], int] = {}
        self.owners: list[int] = []
        self.steps: dict[tuple[int, int], int] = {}
        self.tree: list[list[int]] = []
        self.ends: list[int] = []
        self.gaps: list[tuple[int, int]] = []
        self.cues: dict[int, tuple[int, int, int]] = {}
        self.roots: list[tuple[int, int, int]] = []
        self._numbers = {name: number for number, name in enumerate(_all_cues())}

    def language(self, number: int, lang: str) -> int:
        """Take in a language; the root of its letters."""
        root = self.letters.root()
        known = cues.cues_of(lang)
        phrases = self._node(known.root, number, root)
        self.roots.append((root, phrases, self.parts.get((number, TARGET), -1)))
        return root

    def _part(self, number: int, root: int, text: str) -> int:
        part = self.parts.get((number, text))
        if part is None:
            part = self.parts[number, text] = len(self.owners)
            self.owners.append(number)
            if text != TARGET:
                stem = text[-1] == "*"
                node = self.letters.at(root, text[:-1] if stem else text)
                self.letters.start(number, text[:-1] if stem else text, stem=stem)
                self.letters.nodes[node][STEM if stem else EXACT] = part
        return part

    def _node(self, node: Any, number: int, root: int) -> int:
        here = len(self.tree)
        row = [len(self.ends), len(node.cues), int(bool(node.parts)), -1, 0, 0]
        self.tree.append(row)
        for cue in node.cues:
            self.ends.append(self._numbers[cue.cue_id, cue.words])
            self.cues[self.ends[-1]] = KIND_NUMBERS[cue.kind], len(cue.words), number
        for text, below in node.parts.items():
            child = self._node(below, number, root)
            self.steps[here, self._part(number, root, text)] = child
            if text == TARGET:
                row[AFTER_NAME] = child
        if node.gap:
            after = [
                (self._part(number, root, text), self._node(below, number, root))
                for text, below in node.gap.parts.items()
            ]
            row[GAP], row[GAP_COUNT] = len(self.gaps), len(after)
            self.gaps += after
        return here


def _near_words(letters: Letters) -> None:
    """What words are beside a name: titles, words that make it another thing, words that support it."""
    plain = (
        (TITLE, cues.titles()), (AFTER, support.other_things("after")), (BEFORE, support.other_things("before")),
        (INDEFINITE, support.indefinite()), (PARTICLE, support.PARTICLES),
    )  # fmt: skip
    for bit, words in plain:
        for word in words:
            letters.mark(NEAR_ROOT, word, IS, bit)
    for bit, kind in ((SUPPORT, "support"), (AFFAIRS, "affairs")):
        exact, stems = support.near_words(kind)
        for word in exact:
            letters.mark(NEAR_ROOT, word, IS, bit)
        for pattern in stems.pattern.split("|"):
            beginning, *more = pattern.split(".*")
            if len(more) != 1:
                raise ValueError(f"more than one * in a word of data/context.yml: {pattern}")
            if more[0]:
                letters.end(NEAR_ROOT, beginning, more[0], bit)
            else:
                letters.mark(NEAR_ROOT, beginning, BEGINS, bit)


def _meanings(letters: Letters, roots: list[int]) -> None:
    bits = {name: 1 << number for number, name in enumerate(field_names())}
    for number, (lang, root) in enumerate(zip(CUE_LANGUAGES, roots, strict=True)):
        for stem, found in features.stems_by_lang().get(lang, {}).items():
            node = letters.at(root, stem)
            letters.start(number, stem, stem=False)
            for name in found:
                letters.fields[node] |= bits[name]


def _weights() -> dict[str, Any]:
    """The model: its tables, and the rows of what is asked for by name; a feature without one (-1) weighs nothing."""
    model, fields = weights.shipped(), field_names()
    rows_by_key = {int(key): row for row, key in enumerate(model.keys.tolist())}

    def rows(names: list[str]) -> Any:
        return np.array([rows_by_key.get(wording.key(wording.FEATURES, name), -1) for name in names], np.int32)

    said = [features.kind_feature(kind, own=own, negated=negated)
            for kind in KIND_ORDER for own in (False, True) for negated in (False, True)]  # fmt: skip
    first = {name: number for number, name in reversed(list(enumerate(said)))}
    placed = [features.field_features(field) for field in fields]
    pairs = [f"@{one}@{other}" for one in fields for other in fields]  # as `features_of` joins them
    return {
        # kinds that are one to the model share a row: its number as a kind stands before the row
        "kinds": np.column_stack([np.array([first[name] for name in said], np.int32), rows(said)]).astype(np.int32),
        "forms": rows(list(FORMS)),
        "meanings": rows([name for names in placed for name in names]),
        "pairs": rows(pairs),
        "numbers": np.array([model.doubt, model.clear, len(fields)], np.int64),
        "model_slots": _slots(model.keys), "rows": model.rows, "rarity": model.rarity,
        "strengths": model.blocks, "out": model.out, "bias": model.bias,
        "likely": np.array([second.likely(margin) for margin in range(-9000, 9001)], np.int32),
    }  # fmt: skip


def _slots(keys: Any) -> Any:
    """Keys with their rows behind them, one more than the row, in a table that `wording` looks in."""
    size = 1 << max(4, (2 * len(keys)).bit_length())
    out = np.zeros(size, np.int64)
    for row, key in enumerate(keys.tolist()):
        place = ((key * MULTIPLIER) & ((1 << 64) - 1)) >> 40 & (size - 1)
        while out[place]:
            place = (place + 1) & (size - 1)
        out[place] = (key << ROW_BITS) | (row + 1)
    return out


def _crc() -> Any:
    out = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        out = np.where(out & 1, (out >> 1) ^ np.uint32(0xEDB88320), out >> 1).astype(np.uint32)
    return out


def _script_langs() -> Any:
    names = scripts.script_names()
    most = max(map(len, CUES_BY_SCRIPT.values()))
    out = np.zeros((256, most + 1), np.int32)
    for number, name in enumerate(names):
        langs = [CUE_LANGUAGES.index(lang) for lang in CUES_BY_SCRIPT.get(name, ())]
        out[number, 0] = len(langs)
        out[number, 1 : 1 + len(langs)] = langs
    return out


@lru_cache(maxsize=1)
def clitic_numbers() -> dict[str, int]:
    """The scripts that have proclitics, by their number as a script."""
    names = scripts.script_names()
    return {name: names.index(name) for name in names if proclitics_of(name)}


def _clitics() -> Any:
    rows = [(number, clitic) for name, number in clitic_numbers().items() for clitic in proclitics_of(name)]
    longest = max((len(clitic) for _, clitic in rows), default=0)
    out = np.zeros((len(rows), 2 + longest), np.int32)
    for row, (number, clitic) in zip(out, rows, strict=True):
        row[0], row[1] = number, len(clitic)
        row[2 : 2 + len(clitic)] = [ord(letter) for letter in clitic]
    return out


@lru_cache(maxsize=1)
def lexicon() -> Any:
    """The arrays as one record. Raises ValueError for data that has no place in them."""
    letters = Letters()
    assert letters.root() == NEAR_ROOT
    _near_words(letters)
    phrases = _Phrases(letters)
    _meanings(letters, [phrases.language(number, lang) for number, lang in enumerate(CUE_LANGUAGES)])
    if len(field_names()) > MOST_FIELDS:
        raise ValueError(f"more than {MOST_FIELDS} fields of meaning")
    folded, pieces = folding()
    known, longer = tables.endings_table()
    bits = {name: 1 << number for number, name in enumerate(field_names())}
    masks = [
        sum(bits[n] for n in names if n in bits) for names in (features.SUPPORTIVE, features.GRAMMAR, second.JOYFUL)
    ]
    rows = [phrases.cues[number] for number in range(len(cue_ids()))]
    arrays = {
        # as in `fused.tables`
        "fold": folded, "pieces": pieces, "endings": known, "long_endings": longer,
        # by code point; signs that open quotations with what closes them; languages by script
        "signs": signs.table(), "scripts": scripts.script_table()[0], "quotes": signs.quotes(), "script_langs": _script_langs(),
        # words by their letters; what is left of them without what is written before them
        "starts": np.array(letters.starts, np.uint8), "slots": letters.slots(),
        "nodes": np.array(letters.nodes, np.int32), "fields": np.array(letters.fields, np.uint64),
        "suffixes": np.array(letters.endings or [[0] * (3 + LONGEST_ENDING)], np.int32), "clitics": _clitics(),
        # phrases: steps by node and part, nodes, the cues that end there, what follows a gap; by language the root of its
        # letters, of its phrases and the part that is the name; by part its language
        "steps": hashed([(node << PART_BITS) + part + 1 for node, part in phrases.steps], list(phrases.steps.values())),
        "tree": np.array(phrases.tree, np.int32), "ends": np.array(phrases.ends or [0], np.int32),
        "gaps": np.array(phrases.gaps or [(0, 0)], np.int32), "roots": np.array(phrases.roots, np.int32),
        "owners": np.array(phrases.owners, np.int32), "cues": np.array(rows, np.int32),
        # fields that count nothing in a news predicate, fields of grammar, fields no news agency writes of
        "masks": np.array(masks, np.uint64),
        "crc": _crc(), **_weights(),
    }  # fmt: skip
    return _record(arrays)


def _record(arrays: dict[str, Any]) -> Any:
    """The arrays as one record: compiled functions pass one place in memory around, which is half of the time to compile.

    Their sizes are part of its type, so they are rounded up: new data seldom means new code. What is added is -1 or 0.
    """
    padded = {}
    for name, array in arrays.items():
        size = 1 << max(4, (len(array) - 1).bit_length())
        if name not in _WHOLE:
            more = np.full((size - len(array), *array.shape[1:]), -1 if array.dtype == np.int32 else 0, array.dtype)
            array = np.concatenate([array, more])  # noqa: PLW2901
        padded[name] = array
    out = np.zeros(1, np.dtype([(name, array.dtype, array.shape) for name, array in padded.items()]))[0]
    for name, array in padded.items():
        out[name] = array
    return out
