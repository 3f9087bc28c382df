"""Violent speech on sentences written after the cues were finished: how many calls are raised, how many others are left alone.

    python bench/speech/fresh.py [FILE.csv]      # lang, expected (violating | allowed), text

The file that ships chose nothing. Who changes cues after reading it has to write another one before quoting a figure.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from evenhand.decisions.findings import evidence_of
from evenhand.detection.model import Post
from evenhand.detection.violence.observe import SpeechDetector
from evenhand.policy.evaluate import Evaluator
from evenhand.policy.model import About
from evenhand.policy.versions import shipped
from evenhand.stats.intervals import wilson


def main() -> None:
    """Print the shares with Wilson's 95 % intervals, by expectation and by language."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] != "--show" else Path(__file__).parent / "fresh.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    judge = Evaluator(next(policy for policy in reversed(shipped()) if policy.about is About.GROUPS))
    detector = SpeechDetector()
    counts: dict[tuple[str, str], list[bool]] = {}
    for row in rows:
        post = Post("fresh", row["text"], lang=row["lang"])
        verdicts = [judge(evidence_of(post, each, 1, "unknown")) for each in detector.observe(post).detections]
        raised = any(verdict.violating or verdict.unknown for verdict in verdicts)
        right = raised == (row["expected"] == "violating")
        for lang in ("all", row["lang"]):
            counts.setdefault((row["expected"], lang), []).append(right)
        if not right and "--show" in sys.argv:
            print(row)
    for (expected, lang), answers in sorted(counts.items()):
        found = wilson(sum(answers), len(answers))
        print(f"{expected:10} {lang:4} {sum(answers)}/{len(answers)} ({found.low:.2f}-{found.high:.2f})")


if __name__ == "__main__":
    main()
