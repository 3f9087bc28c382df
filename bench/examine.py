"""How fast `examine` is: Arrow to Arrow, JSONL to JSONL, and one post at a time; CPU time of this process, one core.

    EVENHAND_DATA=… taskset -c 0 .venv/bin/python bench/examine.py [--posts 50000]

Posts are real sentences of `text/background-*` about 200 bytes long, every text different, half of them not Latin, with their
language given; 6 % name an entity of the bundled lists in a sentence of a report. `--untagged` leaves the language out.
`words_met_first` is a new process, whose memories of words and of standings are empty.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import scan as scanning

from evenhand.adapters.engines.local import run
from evenhand.adapters.posts.reading import read_batches
from evenhand.adapters.posts.writing import write_decisions
from evenhand.bootstrap.platform import open_platform
from evenhand.detection.model import Post
from evenhand.service.batches import posts_of
from evenhand.service.examine import Examiner

AT = datetime(2026, 11, 1, tzinfo=UTC)
_TAGS = {"Latn": "en", "Arab": "ar", "Cyrl": "ru", "Hebr": "he"}
_SENTENCES = ("{} attacked the town, police said.", "The army said that {} fighters left.", "Long live {}!", "{} again")


def rows(count: int, judge: Examiner, *, tagged: bool) -> list[dict[str, str]]:
    """Rows as a platform would send them."""
    from evenhand.kernel.languages import script_of

    names = [alias.entry.name for alias in judge.detector.scanner.index.aliases if not alias.needs_support]
    rng = random.Random(5)
    out = []
    for number, text in enumerate(scanning.posts(count, [""])):
        said = rng.choice(_SENTENCES).format(rng.choice(names)) if rng.random() < 0.06 else ""
        row = {"id": f"p{number}", "text": f"{text} {number} {said}", "surface": "feed", "account_id": f"a{number % 5000}",
               "posted_at": "2026-10-01T08:00:00Z"}  # fmt: skip
        out.append({**row, "lang": _TAGS.get(script_of(text), "en")} if tagged else row)
    return out


def singles(judge: Examiner, posts: list[Post]) -> dict[str, float]:
    """Medians of one post over the Python API, warm (every post was examined before), in milliseconds."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for post in posts:  # the batches were read by compiled code, which fills no memories of the plain reader's
        judge.examine(post)
    for post in posts:
        started = time.perf_counter()
        decision = judge.examine(post)
        times[bool(decision.findings)].append((time.perf_counter() - started) * 1000)
    return {
        "without_ms": round(statistics.median(times[False]), 3),
        "with_ms": round(statistics.median(times[True]), 3) if times[True] else -1.0,
    }


def main() -> None:
    """Run all three and print one JSON document."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=50_000)
    parser.add_argument("--untagged", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        platform = open_platform(f"sqlite:///{folder}/evenhand.db")
        judge = platform.examiner("", AT)
        path, out = Path(folder, "posts.jsonl"), Path(folder, "out.jsonl")
        made = rows(options.posts, judge, tagged=not options.untagged)
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made), encoding="utf-8")
        batches = [read.batch for read in read_batches(path)]
        list(judge(iter(batches[:1])))  # compile, load, warm
        gc.freeze()
        started = time.process_time()
        met = len(list(judge(iter(batches[1:6]))))
        first = (time.process_time() - started) / max(1, sum(batch.num_rows for batch in batches[1 : 1 + met]))
        started = time.process_time()
        answers = list(judge(iter(batches)))
        arrow = time.process_time() - started
        named = sum('"findings":[]' not in text for answer in answers for text in answer.column("decision").to_pylist())
        started = time.process_time()
        with out.open("wb") as stream:
            for answer in run(lambda: judge, (read.batch for read in read_batches(path))):
                write_decisions(stream, answer)
        lines = time.process_time() - started
        posts = [post for batch in batches[:2] for post in posts_of(batch)]
        result = {
            "load": os.getloadavg(), "posts": options.posts, "with_findings": named, "language_given": not options.untagged,
            "words_met_first_posts_per_s": round(1 / first) if first else 0,
            "arrow_to_arrow_posts_per_s": round(options.posts / arrow),
            "jsonl_to_jsonl_posts_per_s": round(options.posts / lines), "single": singles(judge, posts),
        }  # fmt: skip
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
