"""Fitting the model of the second reading: a bag of keys, sixteen hidden numbers, nine labels; Adam, in numpy.

What is minimised is the cross-entropy of the label plus that of *violates or not*, both from the same nine scores; numbers of
the input and of the hidden layer are left out by chance while it learns. The chance comes from a fixed seed, so the same
sentences give the same model on one machine; the shipped file is what counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from evenhand.detection.stance import wording
from evenhand.detection.stance.weights import LABELS, ONE, VIOLATING, WIDTH, Model

STRENGTHS = np.array([1.0, 1.0, 0.7, 0.7, 0.5]) / np.sqrt(1 + 1 + 0.49 + 0.49 + 0.25) * 8
LEAST = (5, 2, 2, 2, 2)  # texts that must show a key, by block
EPOCHS, BATCH, RATE, DROPPED, SEED = 4, 256, 0.003, 0.3, 7


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence in one of its readings: keys by block, label, and how much it counts."""

    keys: tuple[tuple[int, ...], ...]
    label: int
    weight: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Keys that weigh, sorted, and what each counts."""

    keys: np.ndarray
    rarity: np.ndarray


def vocabulary(rows: Sequence[Row]) -> Vocabulary:
    """Keys that enough texts show. Rarity: sixteen times one and the log of how many texts there are to one with it."""
    whole = [row for row in rows if row.weight == 1.0]
    keys, shown = [], []
    for block in range(wording.BLOCKS):
        seen = np.concatenate([np.unique(np.array(row.keys[block], np.uint32)) for row in whole])
        found, count = np.unique(seen, return_counts=True)
        keys.append(found[count >= LEAST[block]])
        shown.append(count[count >= LEAST[block]])
    every, first = np.unique(np.concatenate(keys), return_index=True)
    count = np.concatenate(shown)[first]
    rarity = np.rint(16 * (np.log((1 + len(whole)) / (1 + count)) + 1))
    return Vocabulary(every, rarity.astype(np.uint8))


def matrix(rows: Sequence[Row], known: Vocabulary) -> csr_matrix:
    """[rows, keys]: what each key counts in its block, over the block's length, times the block's strength."""
    data, indices, indptr = [], [], [0]
    for row in rows:
        size = 0
        for block, strength in enumerate(STRENGTHS):
            asked = np.array(row.keys[block], np.uint32)
            at = np.searchsorted(known.keys, asked)
            at[at == len(known.keys)] = 0
            at = at[known.keys[at] == asked]
            counts = known.rarity[at].astype(float)
            length = np.sqrt((counts**2).sum())
            if length:
                data.append(counts / length * strength)
                indices.append(at)
                size += len(at)
        indptr.append(indptr[-1] + size)
    found = csr_matrix(
        (np.concatenate(data).astype(np.float32), np.concatenate(indices), indptr), shape=(len(rows), len(known.keys))
    )
    found.sum_duplicates()
    return found


class _Adam:
    """One table, moved by its gradients."""

    def __init__(self, table: np.ndarray) -> None:
        self.table, self.mean, self.square, self.step = table, np.zeros_like(table), np.zeros_like(table), 0

    def move(self, gradient: np.ndarray) -> None:
        self.step += 1
        self.mean += 0.1 * (gradient - self.mean)
        self.square += 0.001 * (gradient * gradient - self.square)
        rate = RATE * np.sqrt(1 - 0.999**self.step) / (1 - 0.9**self.step)
        self.table -= rate * self.mean / (np.sqrt(self.square) + 1e-8)


def _softmax(z: np.ndarray) -> np.ndarray:
    q = np.exp(z - z.max(1, keepdims=True))
    return q / q.sum(1, keepdims=True)


def learn(x: csr_matrix, labels: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The tables [keys, WIDTH], [WIDTH, 9] and [9], in floats."""
    chance = np.random.default_rng(SEED)
    table = _Adam((chance.standard_normal((x.shape[1], WIDTH)) * 0.05).astype(np.float32))
    out = _Adam((chance.standard_normal((WIDTH, len(LABELS))) * 0.2).astype(np.float32))
    bias = _Adam(np.zeros(len(LABELS), np.float32))
    wanted = np.eye(len(LABELS), dtype=np.float32)[labels]
    for _ in range(EPOCHS):
        for chosen in np.array_split(chance.permutation(x.shape[0]), max(1, x.shape[0] // BATCH)):
            batch = x[chosen]
            batch.data = batch.data * (chance.random(len(batch.data)) > DROPPED) / np.float32(1 - DROPPED)
            hidden = batch @ table.table
            on = (hidden > 0) * (chance.random(hidden.shape) > DROPPED) / np.float32(1 - DROPPED)
            z = (hidden * on) @ out.table + bias.table
            q, bad = _softmax(z), labels[chosen] < VIOLATING
            chance_bad = q[:, :VIOLATING].sum(1)
            # of the labels on either side of the line, how the chance is shared out
            side = np.concatenate([
                q[:, :VIOLATING] / np.maximum(chance_bad, 1e-9)[:, None],
                -q[:, VIOLATING:] / np.maximum(1 - chance_bad, 1e-9)[:, None],
            ], 1)  # fmt: skip
            back = (q - wanted[chosen] + (chance_bad - bad)[:, None] * side) * (weights[chosen] / len(chosen))[:, None]
            back = back.astype(np.float32)
            below = (back @ out.table.T * on).astype(np.float32)
            out.move((hidden * on).T.astype(np.float32) @ back)
            bias.move(back.sum(0))
            table.move(np.asarray(batch.T @ below, np.float32))
    return table.table, out.table, bias.table


def fit(rows: Sequence[Row]) -> Model:
    """A model in whole numbers, without thresholds."""
    known = vocabulary(rows)
    x = matrix(rows, known)
    table, out, bias = learn(
        x, np.array([row.label for row in rows]), np.array([row.weight for row in rows], np.float32)
    )
    scale = 127 / float(np.quantile(np.abs(table).max(1), 0.9999))
    return Model(
        known.keys.astype(np.uint32),
        np.clip(np.rint(table * scale), -127, 127).astype(np.int8),
        known.rarity,
        np.rint(STRENGTHS * ONE * 256 / scale).astype(np.int64),
        np.rint(out * 1000).astype(np.int64),
        np.rint(bias * 1000).astype(np.int64),
    )
