"""How fast names are found: MB/s and posts/s of the fused scanner on one core, normalisation included, and of a library.

    EVENHAND_DATA=… taskset -c 1 .venv/bin/python bench/scan.py --peer PYTHON     50,000 and 300,000 aliases

`--peer` is the Python of another environment with polars, ahocorasick_rs and pyarrow; it is run on the same posts and names
in the same run, pinned alike. Posts are real sentences of `text/background-*`, joined to about 200 bytes in the mean, every
second post not Latin, 6 % with a name put in. Aliases are made from syllables in four scripts, one to four words, seeded.
Time is CPU time, the median of several passes; the plain scanner's second look at doubtful rows is counted apart and in.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

POSTS = 100_000
PASSES = 5
_SYLLABLES = {
    "Latn": [
        "ba",
        "ke",
        "mo",
        "ri",
        "sul",
        "tan",
        "va",
        "zor",
        "ghi",
        "li",
        "ne",
        "qa",
        "du",
        "fer",
        "ham",
        "jo",
        "kra",
        "lem",
        "nu",
        "pesh",
        "rak",
        "shi",
        "tov",
        "ul",
        "wen",
        "yar",
    ],
    "Arab": [
        "با",
        "كي",
        "مو",
        "ري",
        "سل",
        "تان",
        "فا",
        "زو",
        "غي",
        "لي",
        "ني",
        "قا",
        "دو",
        "فر",
        "حم",
        "جو",
        "كر",
        "لم",
        "نو",
        "بش",
        "رك",
        "شي",
        "تو",
        "ول",
        "ين",
        "يار",
    ],
    "Cyrl": [
        "ба",
        "ке",
        "мо",
        "ри",
        "сул",
        "тан",
        "ва",
        "зор",
        "ги",
        "ли",
        "не",
        "ка",
        "ду",
        "фер",
        "хам",
        "жо",
        "кра",
        "лем",
        "ну",
        "пеш",
        "рак",
        "ши",
        "тов",
        "ул",
        "вен",
        "яр",
    ],
    "Hebr": [
        "בא",
        "קה",
        "מו",
        "רי",
        "סול",
        "תנ",
        "וא",
        "זור",
        "גי",
        "לי",
        "נה",
        "קא",
        "דו",
        "פר",
        "חמ",
        "יו",
        "קרא",
        "למ",
        "נו",
        "פש",
        "רכ",
        "שי",
        "טוב",
        "אול",
        "ונ",
        "יר",
    ],
}


def aliases(count: int, seed: int = 7) -> list[str]:
    """Names of one to four words; words come from a pool, as given names and "front" or "brigade" do."""
    rng = random.Random(seed)
    scripts = rng.choices(list(_SYLLABLES), [60, 20, 12, 8], k=count)
    pools = {
        script: ["".join(rng.choices(parts, k=rng.randint(2, 4))) for _ in range(count // 4)]
        for script, parts in _SYLLABLES.items()
    }
    names: dict[str, None] = {}
    for script in scripts:
        words = rng.choices(pools[script], k=rng.choices((1, 2, 3, 4), (15, 45, 25, 15))[0])
        names[" ".join(word.capitalize() for word in words)] = None
    return list(names)


def posts(count: int, names: list[str], seed: int = 3) -> list[str]:
    """Posts of about 200 bytes, every second one in a script that is not Latin."""
    rng = random.Random(seed)
    folder = Path(os.environ["EVENHAND_DATA"]) / "text"
    texts: dict[bool, list[str]] = {True: [], False: []}
    for path in sorted(folder.glob("background-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        texts[path.name[11:13] in ("en", "es", "fr", "id", "tr")] += [row["text"] for row in rows]
    out = []
    for number in range(count):
        pool, size, parts = texts[number % 2 == 0], 0, []
        goal = rng.expovariate(1 / 80)
        while not parts or size < goal:
            parts.append(rng.choice(pool))
            size += len(parts[-1].encode())
        if rng.random() < 0.06:
            parts.insert(rng.randrange(len(parts) + 1), rng.choice(names))
        out.append(" ".join(parts))
    return out


def fused(names: list[str], array: pa.Array, texts: list[str]) -> dict[str, object]:
    """One run of the fused scanner over the whole column, and whether it finds what the plain scanner finds."""
    from evenhand.detection.aliases import AliasEntry
    from evenhand.detection.fused.scanner import FusedScanner
    from evenhand.detection.scanner import Scanner

    started = time.process_time()
    scanner = Scanner.build(AliasEntry(f"e{number}", name) for number, name in enumerate(names))
    fast = FusedScanner(scanner)
    data = np.frombuffer(array.buffers()[2], np.uint8)
    offsets = np.frombuffer(array.buffers()[1], np.int32)
    fast.names(data, offsets[:1000])
    built = time.process_time() - started
    passes = []
    for _ in range(PASSES):
        started, wall = time.process_time(), time.perf_counter()
        states, found = fast.names(data, offsets)
        passes.append((time.process_time() - started, time.perf_counter() - wall))
    seconds, elapsed = statistics.median(p[0] for p in passes), statistics.median(p[1] for p in passes)
    again = np.flatnonzero(states == 2)
    started = time.process_time()
    for number in again:
        list(scanner.walk(texts[number]))
    whole = seconds + time.process_time() - started
    by_row: dict[int, list[tuple[int, int, tuple[int, ...]]]] = {}
    for row, start, end, _, node in found.tolist():
        by_row.setdefault(row, []).append((start, end, tuple(fast.aliases_at(node))))
    sample = range(0, len(texts), 20)
    differ = sum(
        by_row.get(i, []) != [(a, b, tuple(n)) for a, b, n in scanner.walk(texts[i])] for i in sample if states[i] != 2
    )
    size = int(offsets[-1])
    return {
        "aliases": len(names), "posts": len(texts), "mean_bytes": round(size / len(texts)), "names_found": len(found),
        "rows_named": int((states == 1).sum()), "rows_to_look_again": int(again.size), "build_s": round(built, 1),
        "MB_per_s": round(size / seconds / 1e6), "MB_per_s_by_the_wall": round(size / elapsed / 1e6),
        "posts_per_s": round(len(texts) / seconds),
        "MB_per_s_with_second_look": round(size / whole / 1e6), "differ_from_oracle": differ, "compared": len(sample),
    }  # fmt: skip


def _plain(text: str) -> str:
    kept = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in kept).split())


def library(path: Path) -> dict[str, object]:
    """Normalise with Python or polars, then Aho-Corasick in Rust: substrings, so without word boundaries or morphology."""
    import ahocorasick_rs  # type: ignore[import-not-found]  # the peer, in its own environment
    import polars  # type: ignore[import-not-found]  # the peer, in its own environment

    with pa.OSFile(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
    names = [f" {_plain(name)} " for name in json.loads(path.with_suffix(".names.json").read_text())]
    texts = table.column("text").to_pylist()
    size = sum(len(text.encode()) for text in texts)
    out: dict[str, object] = {}
    series = polars.from_arrow(table.column("text").combine_chunks())
    machine = ahocorasick_rs.AhoCorasick(names)
    for name, run in (
        (
            "python_fold_then_ahocorasick_rs",
            lambda: sum(bool(machine.find_matches_as_indexes(f" {_plain(t)} ")) for t in texts),
        ),
        ("polars_fold_then_contains_any", lambda: int((" " + _folded(series) + " ").str.contains_any(names).sum())),
        (
            "polars_fold_then_ahocorasick_rs",
            lambda: sum(bool(machine.find_matches_as_indexes(f" {text} ")) for text in _folded(series).to_list()),
        ),
    ):
        passes, rows = [], 0
        for _ in range(1 if name.startswith("python") else 3):
            started = time.process_time()
            rows = run()
            passes.append(time.process_time() - started)
        out[name] = {"MB_per_s": round(size / statistics.median(passes) / 1e6, 1), "rows": rows}
    return out


def _folded(series: Any) -> Any:
    return (
        series.str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.to_lowercase()
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
    )


def peer(python: str, names: list[str], array: pa.Array) -> dict[str, object]:
    """The libraries on the same posts, in their own environment, on the same core."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.arrow"
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, pa.schema([("text", pa.string())])) as out:
            out.write_batch(pa.record_batch([array], names=["text"]))
        path.with_suffix(".names.json").write_text(json.dumps(names))
        command = [python, __file__, "--library", str(path)]
        environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
        answer: dict[str, object] = json.loads(
            subprocess.run(command, check=True, capture_output=True, env=environment).stdout
        )
        return answer


def main() -> None:
    """Run what the arguments say and print one JSON document."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", help="the Python of an environment with the libraries")
    parser.add_argument("--library", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("counts", type=int, nargs="*", default=[50_000, 300_000])
    options = parser.parse_args()
    if options.library:
        print(json.dumps(library(options.library)))
        return
    runs = []
    for count in options.counts:
        names = aliases(count)
        texts = posts(options.posts, names)
        array = pa.array(texts, pa.string())
        run = fused(names, array, texts)
        if options.peer:
            libraries = peer(options.peer, names, array)
            best = max(entry["MB_per_s"] for entry in libraries.values())
            run |= {"libraries": libraries, "times_the_best": round(run["MB_per_s"] / best, 1)}
        runs.append(run)
    print(json.dumps({"load": os.getloadavg(), "runs": runs}, indent=1))


if __name__ == "__main__":
    main()
