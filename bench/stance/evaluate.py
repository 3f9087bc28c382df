"""How the reader that ships does on authors it was not trained on (`unseen/`): what is kept, what is cleared, the queue.

    .venv/bin/python bench/stance/evaluate.py [FOLDER]

FOLDER holds a folder for each author. *Kept*: violating sentences that do not get route `none`; *cleared*: allowed ones
that do; *raised*: allowed ones read as a violation. Intervals are Wilson's, 95 %. *Queue*: of a stream with one violating
in 200, the share of the violating ones in the first 2 (and 10, 50, 100) posts for each violating one, ordered by priority;
the allowed ones count as often as the stream needs. Nothing may be chosen on these figures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from examples import Example, by_cues, examples, heard

from evenhand.detection.model import Field, Stance, StanceReading
from evenhand.detection.stance.second import _ALLOWED, DOUBTED, second_reading
from evenhand.stats.intervals import wilson

RATE = 200
LENGTHS = (2, 10, 50, 100)
VIOLATING = frozenset({Stance.GLORIFICATION, Stance.MATERIAL_SUPPORT, Stance.OTHER_SUPPORT, Stance.REPRESENTATION})


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence and what was made of it."""

    example: Example
    reading: StanceReading

    @property
    def cleared(self) -> bool:
        """Whether it gets route `none`."""
        return self.reading.stance in _ALLOWED or self.reading.stance is Stance.NO_REFERENCE

    @property
    def order(self) -> float:
        """What the queue is ordered by, as `decisions.priority` has it for one clause; cleared posts stand behind."""
        confidence = self.reading.confidence
        if self.cleared:
            return -confidence
        if DOUBTED in self.reading.signals:
            return 150
        return 300 + 0.7 * confidence if self.reading.stance is not Stance.UNDETERMINED else 0.35 * confidence


def queue(reads: list[Read], length: int) -> float:
    """The share of the violating sentences among the first `length` posts for each of them; ties are shared out."""
    bad = sum(read.example.violating for read in reads)
    weight = (RATE - 1) * bad / max(1, len(reads) - bad)
    room, found = float(length * bad), 0.0
    for order in sorted({read.order for read in reads}, reverse=True):
        here = [read for read in reads if read.order == order]
        hits = sum(read.example.violating for read in here)
        size = hits + weight * (len(here) - hits)
        share = min(1.0, room / size)
        found, room = found + share * hits, room - share * size
        if room <= 0:
            break
    return found / max(1, bad)


def told(hits: int, n: int) -> str:
    """A share with its interval."""
    found = wilson(hits, n)
    return f"{hits}/{n} = {hits / n:.3f} ({found.low:.3f} to {found.high:.3f})"


def table(reads: Iterable[Read]) -> None:
    """Figures for all, by language, author and label."""
    groups: dict[str, list[Read]] = {}
    for read in reads:
        e = read.example
        for name in ("all", e.lang, f"author {e.author}", f"label {e.label}"):
            groups.setdefault(name, []).append(read)
    for name, rows in sorted(groups.items()):
        bad = [read for read in rows if read.example.violating]
        good = [read for read in rows if not read.example.violating]
        parts = [name.ljust(9)]
        if bad:
            parts.append(f"kept {told(sum(not read.cleared for read in bad), len(bad))}")
        if good:
            parts.append(f"cleared {told(sum(read.cleared for read in good), len(good))}")
            parts.append(f"raised {sum(read.reading.stance in VIOLATING for read in good)}")
        if bad and good:
            parts.append("queue " + " ".join(f"{length}:{queue(rows, length):.2f}" for length in LENGTHS))
        print("  ".join(parts))


def main() -> None:
    """The figures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "unseen"
    table(Read(e, second_reading(heard(e), by_cues(e), Field.TEXT)) for e in examples(folder))


if __name__ == "__main__":
    main()
