"""How fast names are compared and screened on one core, beside nomenklatura's logic-v2 in its own environment.

    taskset -c 0 .venv/bin/python bench/names.py [PEER_PYTHON]

Names are the SDN and alias names of EVENHAND_DATA's list of 2022-01-31; the same 4,000 pairs go to both. CPU seconds, the
median of three runs, each in a fresh memory.
"""

from __future__ import annotations

import csv
import json
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

PAIRS = 4_000
PEER = """
import json, sys, time
from nomenklatura.matching import LogicV2
from nomenklatura.matching.types import ScoringConfig
from followthemoney import model
pairs = json.load(sys.stdin)
config = ScoringConfig.defaults()
def person(name):
    return model.get_proxy({"id": name, "schema": "Person", "properties": {"name": [name]}})
made = [(person(a), person(b)) for a, b in pairs]
for a, b in made[:100]:
    LogicV2.compare(a, b, config)
start = time.process_time()
for a, b in made:
    LogicV2.compare(a, b, config)
print(len(pairs) / (time.process_time() - start))
"""


def names() -> list[str]:
    folder = Path(os.environ["EVENHAND_DATA"], "lists/us-ofac-sdn/2022-01-31")
    rows = csv.reader((folder / "sdn.csv").read_text(encoding="utf-8", errors="replace").splitlines())
    persons = {row[0]: row[1] for row in rows if len(row) > 2 and row[2].strip() == "individual"}
    other = csv.reader((folder / "alt.csv").read_text(encoding="utf-8", errors="replace").splitlines())
    return [*persons.values(), *(row[3] for row in other if len(row) > 3 and row[0] in persons)]


def rate(work, count: int) -> float:
    found = []
    for _ in range(3):
        start = time.process_time()
        work()
        found.append(count / (time.process_time() - start))
    return statistics.median(found)


def main() -> None:
    from evenhand.designations.matching.index import Listed, ScreeningIndex
    from evenhand.designations.matching.matcher import Matcher

    every, rng = names(), random.Random(1)
    pairs = list(zip(rng.choices(every, k=PAIRS), rng.choices(every, k=PAIRS), strict=True))
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    Matcher().compare_many(first[:10], second[:10], "person")
    warm = Matcher()
    warm.scores(first, second, "person")
    index = ScreeningIndex(Listed(str(number), "person", name) for number, name in enumerate(every))
    queries = rng.choices(every, k=300)
    index.screen(queries[0], "person")
    result = {
        "names": len(every),
        "pairs per CPU second, names never seen": rate(lambda: Matcher().scores(first, second, "person"), PAIRS),
        "pairs per CPU second, names read before": rate(lambda: warm.scores(first, second, "person"), PAIRS),
        "pairs with reasons per CPU second": rate(lambda: warm.compare_many(first, second, "person"), PAIRS),
        "queries per CPU second": rate(lambda: [index.screen(query, "person") for query in queries], len(queries)),
    }
    if len(sys.argv) > 1:
        done = subprocess.run(
            [sys.argv[1], "-c", PEER], input=json.dumps(pairs), capture_output=True, text=True, check=False
        )
        result["logic-v2 pairs per CPU second"] = (
            float(done.stdout.split()[-1]) if done.stdout.strip() else done.stderr[-300:]
        )
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
