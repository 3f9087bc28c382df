"""How news reports by somebody else are read (`unseen_reports/`), and what one endorsing sentence behind them changes.

    .venv/bin/python bench/stance/evaluate_reports.py

`<lang>.txt` holds reports (`R|report`, X the entity, Y others), `<lang>-endorse.txt` sentences in the author's own voice.
*Violating*: some name in it is read as praised, supported or spoken for. *Flipped*: of the reports that ask no person, those
that do once the sentence follows. Intervals are Wilson's, 95 %. Nothing may be chosen on these figures.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from evaluate import VIOLATING, told

from evenhand.detection.aliases import AliasEntry
from evenhand.detection.model import Post, Stance
from evenhand.detection.observe import Detector
from evenhand.detection.resources import CUE_LANGUAGES
from evenhand.detection.scanner import Scanner

FOLDER = Path(__file__).parent / "unseen_reports"
NAMES = {"X": "Zarqan Front", "Y": "Tolmir League"}
ASKS = VIOLATING | {Stance.UNDETERMINED}


def stances(detector: Detector, text: str, lang: str) -> set[Stance]:
    """How the names in a text are read."""
    for mark, name in NAMES.items():
        text = text.replace(mark, name)
    return {found.reading.stance for found in detector.observe(Post("1", text, lang=lang)).detections}


def lines(name: str) -> list[str]:
    """The texts of a file."""
    return [line.partition("|")[2] for line in (FOLDER / name).read_text(encoding="utf-8").splitlines() if "|" in line]


def main() -> None:
    """A row for each language, and all."""
    detector = Detector(Scanner.build([AliasEntry("x", NAMES["X"]), AliasEntry("y", NAMES["Y"])]))
    every: Counter[str] = Counter()
    for lang in CUE_LANGUAGES:
        counts: Counter[str] = Counter()
        endorsing = lines(f"{lang}-endorse.txt")
        for number, report in enumerate(lines(f"{lang}.txt")):
            plain = stances(detector, report, lang)
            after = stances(detector, f"{report} {endorsing[number % len(endorsing)]}", lang)
            counts["n"] += 1
            counts["fine"] += not plain & VIOLATING
            counts["cleared"] += not plain & ASKS
            counts["flipped"] += not plain & ASKS and bool(after & ASKS)
        print(lang, dict(counts))
        every += counts
    print("without a violating finding", told(every["fine"], every["n"]))
    print("read as allowed throughout ", told(every["cleared"], every["n"]))
    print("of those, flipped          ", told(every["flipped"], every["cleared"]))


if __name__ == "__main__":
    main()
