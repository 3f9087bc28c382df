"""How fast coordination is, from a Parquet file with text ids to edges with p and q, on one core.

    taskset -c 0 .venv/bin/python bench/coordination.py            all sizes, growth exponent, the hot object
    taskset -c 0 .venv/bin/python bench/coordination.py 10000000   one size

Every size runs in its own process, so that its peak memory is its own. Writing the pairs is timed apart. The data is
made here (seeded), with the shape of real shares: few busy accounts and objects, many quiet ones, bursts after birth.
"""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SIZES = (35_000, 105_000, 1_000_000, 10_000_000)
WINDOW = 60.0


def make(path: Path, rows: int, *, hot: bool = False) -> None:
    """A seeded file of share events: `rows` shares of rows/8 objects by rows/10 accounts (or of one object)."""
    rng = np.random.default_rng(rows)
    objects, accounts = max(1, rows // 8), max(2, rows // 10)
    number = np.zeros(rows, np.int64) if hot else (objects * rng.random(rows) ** 1.6).astype(np.int64)
    account = (accounts * rng.random(rows) ** 1.4).astype(np.int64)
    birth = rng.integers(1_700_000_000, 1_700_000_000 + 30 * 86_400, objects)
    seconds = birth[number] + rng.exponential(130, rows).astype(np.int64)
    if hot:
        seconds = 1_700_000_000 + rng.integers(0, 86_400, rows)

    def text(values: np.ndarray, prefix: str) -> pa.Array:
        return pa.array(np.char.add(prefix, np.char.mod("%012d", values)).tolist(), pa.string())

    step = 1_000_000
    schema = pa.schema(
        [
            ("object_id", pa.string()),
            ("account_id", pa.string()),
            ("content_id", pa.string()),
            ("timestamp_share", pa.int64()),
        ]
    )
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, rows, step):
            part = slice(start, min(rows, start + step))
            content = np.arange(part.start, part.stop)
            columns = [text(number[part], "obj"), text(account[part], "acc"), text(content, "c")]
            writer.write_table(pa.table([*columns, pa.array(seconds[part])], schema=schema))


def measure(path: Path) -> None:
    """File to edges in this process; one JSON line."""
    from evenhand.adapters.events.reader import read_shares
    from evenhand.adapters.events.writer import write_run
    from evenhand.campaigns.coordination.detect import detect
    from evenhand.campaigns.coordination.model import Settings

    pa.set_cpu_count(1)
    started = time.perf_counter()
    cpu = time.process_time()
    shares, _ = read_shares(path)
    read = time.perf_counter()
    found = detect(shares, Settings(WINDOW, 2))
    done = time.perf_counter()
    cpu = time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    with tempfile.TemporaryDirectory() as folder:
        write_run(found, Path(folder))
    written = time.perf_counter()
    print(
        json.dumps(
            {
                "rows": shares.rows,
                "pairs": int(found.pairs.left.size),
                "edges": int(found.edges.first.size),
                "read_s": round(read - started, 2),
                "detect_s": round(done - read, 2),
                "file_to_edges_s": round(done - started, 2),
                "cpu_s": round(cpu, 2),
                "peak_gb": round(peak, 2),
                "write_s": round(written - done, 2),
                "peak_with_writing_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
                "capped": len(found.capped),
            }
        )
    )


def run(rows: int, folder: Path, *, hot: bool = False) -> dict[str, float]:
    """Make a file and measure it in a fresh process."""
    path = folder / f"{'hot' if hot else 'shares'}-{rows}.parquet"
    if not path.exists():
        make(path, rows, hot=hot)
    source = Path(__file__).resolve().parents[1] / "src"
    environment = {**os.environ, "PYTHONPATH": str(source), "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    result = subprocess.run(
        [sys.executable, __file__, "--measure", str(path)], capture_output=True, text=True, check=True, env=environment
    )
    print(f"{'hot ' if hot else ''}{rows}: {result.stdout.strip()}", flush=True)
    answer: dict[str, float] = json.loads(result.stdout)
    return answer


def main() -> None:
    """Measure the sizes asked for (all without any), then the growth exponent and one hot object."""
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    folder = Path(os.environ.get("EVENHAND_BENCH") or tempfile.mkdtemp(prefix="evenhand-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    run(1_000, folder)  # compiles, so that no size pays for it
    seconds = [run(rows, folder)["cpu_s"] for rows in sizes]  # on a shared machine the clock measures the neighbours
    if len(sizes) > 1:
        exponent = np.polyfit([math.log(rows) for rows in sizes], [math.log(max(s, 0.01)) for s in seconds], 1)[0]
        last = math.log(seconds[-1] / max(seconds[-2], 0.01)) / math.log(sizes[-1] / sizes[-2])
        print(f"growth exponent {exponent:.2f} over {sizes}; {last:.2f} between the last two")
        run(1_000_000, folder, hot=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        main()
