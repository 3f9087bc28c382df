"""A week of link shares on agora in the demo's world: ordinary accounts, and eight invented ones that share together."""

from __future__ import annotations

import csv
import io
import random
from typing import Final

HOURS: Final = 7 * 24
PLANTED: Final = tuple(f"ag-77{number:02}" for number in range(8))


def shares_csv(seed: str = "evenhand") -> str:
    """The shares as CSV (`object,account,content,time`), times in seconds from the week's start, in time order."""
    chance = random.Random(f"campaign/{seed}")  # noqa: S311 - a fictional world, nothing secret
    rows: list[tuple[str, str, int]] = []
    for number in range(4_000):
        link = f"https://news.example/{int(chance.paretovariate(0.9)) % 400}"
        rows.append((link, f"ag-2{chance.randrange(400):03}", chance.randrange(HOURS * 3600)))
        if number % 100 == 0:  # forty times the eight share a link of their own within seconds
            start = chance.randrange(HOURS * 3600 - 60)
            own = f"https://harbour-truth.example/{chance.randrange(30)}"
            rows += [(own, account, start + chance.randrange(25)) for account in PLANTED if chance.random() < 0.8]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["object", "account", "content", "time"])
    for place, (link, account, second) in enumerate(sorted(rows, key=lambda row: (row[2], row[0], row[1]))):
        writer.writerow([link, account, f"c{place:05}", second])
    return out.getvalue()
