"""Words that Wikidata gives as one name in several scripts, as `rigour` ships them: item, group, word.

    RIGOUR_PYTHON bench/name_words.py WORDS.csv < WORDS_ONE_A_LINE

Runs in the environment of `rigour`, which alone can say which items a word is a label of; the words asked about come from
elsewhere (lists, and packages of given names). An item with words in Latin and in another script is a pair of spellings.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

_URDU = frozenset("ٹڈڑںےہھۃ")
_PERSIAN = frozenset("پچژگکی")


def group_of(word: str) -> str:
    """As `name_pairs.group_of`; this file runs where evenhand is not installed."""
    if re.search("[א-ת]", word):
        return "Hebrew"
    if re.search("[а-яёіїєў]", word):
        return "Cyrillic"
    if re.search("[\u0600-\u06ff]", word):
        letters = frozenset(word)
        return "Urdu" if letters & _URDU else "Persian" if letters & _PERSIAN else "Arabic"
    return "Latin" if word.isascii() else ""


def main() -> None:
    from rigour._core import NameTypeTag, analyze_names

    seen: dict[tuple[str, str], None] = {}
    for word in dict.fromkeys(line.strip().casefold() for line in sys.stdin):
        if len(word) < 3 or not word.replace("'", "").isalpha() or not group_of(word):
            continue
        for name in analyze_names(NameTypeTag.PER, [word]):
            for span in name.spans:
                if str(span.symbol.category).endswith("NAME"):
                    seen[str(span.symbol.id), word] = None
    with Path(sys.argv[1]).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["item", "group", "word"])
        writer.writerows([item, group_of(word), word] for item, word in sorted(seen))


if __name__ == "__main__":
    main()
