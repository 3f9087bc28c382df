"""Decisions written as JSON lines, straight from the column that holds them."""

from __future__ import annotations

from typing import IO

import pyarrow as pa
import pyarrow.compute as pc


def write_decisions(stream: IO[bytes], answer: pa.RecordBatch) -> None:
    """Write a batch's decisions, one a line, and flush: a run that is cut off can go on after the last whole line."""
    lines = pc.binary_join_element_wise(answer.column("decision"), "", "\n")
    if len(lines):
        _, offsets, data = lines.buffers()
        stream.write(data.slice(0, int.from_bytes(offsets.slice(4 * len(lines), 4).to_pybytes(), "little")))
    stream.flush()
