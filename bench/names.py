"""How fast names are compared and screened on one core, beside nomenklatura's logic-v2 in its own environment.

    taskset -c 0 .venv/bin/python bench/names.py [PEER_PYTHON]

Names are the SDN and alias names of EVENHAND_DATA's list of 2022-01-31; the same 4,000 pairs go to both. CPU seconds, the
median of three runs, each in a fresh memory.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import re
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


SCREENED = 44_000
QUERIES = 1_500


def names() -> list[str]:
    """Names of persons of OFAC's list, with their alias names."""
    folder = Path(os.environ["EVENHAND_DATA"], "lists/us-ofac-sdn/2022-01-31")
    rows = csv.reader((folder / "sdn.csv").read_text(encoding="utf-8", errors="replace").splitlines())
    persons = {row[0]: row[1] for row in rows if len(row) > 2 and row[2].strip() == "individual"}
    other = csv.reader((folder / "alt.csv").read_text(encoding="utf-8", errors="replace").splitlines())
    return [*persons.values(), *(row[3] for row in other if len(row) > 3 and row[0] in persons)]


def many_names() -> list[str]:
    """The first 44,000 different names of all lists there are, persons' first, ordered by a hash."""
    root = Path(os.environ["EVENHAND_DATA"], "lists")
    found = dict.fromkeys(names())
    for file, columns in (
        ("opensanctions-ftm/targets.simple.csv", (2, 3)),
        ("us-csl/2022-04/consolidated.csv", (5, 22)),
    ):
        for row in list(csv.reader((root / file).open(encoding="utf-8")))[1:]:
            found.update(
                dict.fromkeys(part.strip() for at in columns for part in row[at].split(";") if len(part.strip()) > 4)
            )
    for row in list(csv.reader((root / "gb-ofsi/2020-04-27/ConList.csv").open(encoding="utf-8", errors="replace")))[2:]:
        found[" ".join(part for part in (*row[1:6], row[0]) if part)] = None
    text = (root / "ca-sema/2025/sema-lmes.xml").read_text(encoding="utf-8")
    found.update(
        dict.fromkeys(
            f"{b} {a}"
            for a, b in re.findall("<LastName>(.*?)</LastName>.*?<GivenName>(.*?)</GivenName>", text, re.DOTALL)
        )
    )
    for table in ("sdn", "alt"):
        for row in csv.reader((root / f"us-ofac-sdn/2022-01-31/{table}.csv").open(encoding="utf-8", errors="replace")):
            if len(row) > 3:
                found[row[1 if table == "sdn" else 3]] = None
    order = sorted(found, key=lambda name: hashlib.sha256(name.encode()).digest())
    return order[:SCREENED]


def rate(works, count: int) -> float:
    """The median of what each of some works does a CPU second."""
    found = []
    for work in works:
        start = time.process_time()
        work()
        found.append(count / (time.process_time() - start))
    return statistics.median(found)


def unseen(every: list[str], rng: random.Random) -> list[tuple[list[str], list[str]]]:
    """Four lots of pairs; no name of one is in another, so that only words can have been read before."""
    order = sorted(dict.fromkeys(every), key=lambda name: hashlib.sha256(name.encode()).digest())
    lots = [order[at::4] for at in range(4)]
    return [(rng.choices(lot, k=PAIRS), rng.choices(lot, k=PAIRS)) for lot in lots]


def main() -> None:
    from evenhand.designations.matching.index import Listed, ScreeningIndex
    from evenhand.designations.matching.matcher import Matcher

    every, rng = names(), random.Random(1)
    warm = Matcher()
    warm.compare_many(["Omar Khalil"], ["Umar Khaleel"], "person")  # compiled code is loaded
    lots = unseen(every, rng)
    cold = rate([lambda: Matcher().scores(*lots[0], "person")], PAIRS)
    fresh = [lambda lot=lot: Matcher().scores(*lot, "person") for lot in lots[1:]]
    result = {"names": len(every), "pairs per CPU second, not one word read before": cold}
    for lot in lots[1:]:
        Matcher().scores(lot[0][:1], lot[1][:1], "person")
    result["pairs per CPU second, names never seen"] = rate(fresh, PAIRS)
    told = [lambda lot=lot: Matcher().compare_many(*lot, "person") for lot in unseen(every, random.Random(2))[1:]]
    result["pairs with reasons per CPU second, names not read before"] = rate(told, PAIRS)
    first, second = lots[0]
    warm.scores(first, second, "person")
    result["pairs per CPU second, names read before"] = rate([lambda: warm.scores(first, second, "person")] * 3, PAIRS)
    listed = many_names()
    index = ScreeningIndex(Listed(str(number), "person", name) for number, name in enumerate(listed))
    index.screen(listed[0], "person")
    asked = [rng.choices(listed, k=QUERIES) for _ in range(3)]
    result["names screened"] = len(listed)
    result["queries per CPU second"] = rate(
        [lambda lot=lot: index.screen_many(lot, ["person"] * QUERIES) for lot in asked], QUERIES
    )
    pairs = list(zip(first, second, strict=True))
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
