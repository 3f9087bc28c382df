"""How many mentions are found, plain and disguised, and how much that is none is raised: by language, with intervals.

    EVENHAND_DATA=… .venv/bin/python bench/mentions/measure.py [--part dev|test] [--show LANG] [--write]

Sentences (carriers.yml) and names are split in two: what is mended is looked at on `dev`, what is reported is `test`, whose
sentences and whose entities `dev` does not have. Names are the curated ones of every organisation in force on the FTO list and
on the UN list of 1267 in the language's own script; weak names are counted apart. `--write` puts the table
into docs/detection.md.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import yaml
from disguise import DISGUISES, written_together

from evenhand.designations.coverage import coverage
from evenhand.designations.identity import bundled_identity
from evenhand.designations.model import Alias
from evenhand.designations.places import places
from evenhand.designations.registry import fold
from evenhand.detection.aliases import AliasEntry
from evenhand.detection.model import Post, Stance
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Scanner
from evenhand.service.lists import bundled_contents
from evenhand.stats.intervals import wilson

HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "ar", "fa", "he", "ru", "tr", "ur", "fr", "es", "id")
LATIN: Final = frozenset({"en", "tr", "fr", "es", "id"})
CASES: Final = ("gen", "dat", "acc", "ins", "loc")
A_CELL: Final = 600  # posts per language and question, about
VOWELS: Final = "aeıioöuü"
NOW: Final = datetime(2026, 11, 28, tzinfo=UTC)


def data(name: str) -> dict:
    return yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))


def half(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[0] % 2


def names_of(lang: str, part: int, weak: bool) -> list[tuple[str, str]]:
    """(entity, name) of one half of the organisations; strong names as written in this language, or in every one."""
    identity = bundled_identity()
    registry = fold(bundled_contents(), identity)
    found = []
    for one in coverage(registry, identity, NOW.date(), NOW):
        known = identity.entities.get(one.entity_id)
        if half(one.entity_id) == part and known and known.kind.value == "organisation":
            found += [(one.entity_id, a.name) for a in known.aliases if _fits(a, lang, weak)]
    return sorted(set(found))


def _fits(alias: Alias, lang: str, weak: bool) -> bool:
    if (alias.strength.value == "weak") is not weak or len(alias.name) < 3:
        return False
    return alias.lang == lang or (lang == "en" and not alias.lang and alias.script == "Latn")


def suffixed(name: str, case: str) -> str | None:
    """A Turkish name with a suffix by vowel harmony; without the apostrophe when the case ends in a dash."""
    if not name[-1].isalpha():
        return None
    mark = "" if case.endswith("-") else "'"
    if not mark and name.isupper():
        return None  # acronyms take the apostrophe; what is said of them is not what is written
    vowels = [char for char in name.lower() if char in VOWELS]
    last = vowels[-1] if vowels else "e"
    owned = " " in name and name[-1] in "iıuü"  # a compound of two nouns: Cephesi, Cephesine, Cephesinde
    open_, close = (
        ("a" if last in "aıou" else "e"),
        {"a": "ı", "ı": "ı", "o": "u", "u": "u", "ö": "ü", "ü": "ü"}.get(last, "i"),
    )
    ends = name[-1].lower() in VOWELS
    hard = "t" if name[-1].lower() in "fstkçşhp" else "d"
    suffix = {
        "gen": ("n" if ends else "") + close + "n",
        "dat": ("y" if ends else "") + open_,
        "acc": ("y" if ends else "") + close,
        "ins": ("y" if ends else "") + "l" + open_,
        "loc": hard + open_,
        "abl": hard + open_ + "n",
    }[case.rstrip("-")]
    if owned and case.rstrip("-") != "gen":
        suffix = suffix.replace("y", "n") if suffix[0] == "y" and case.rstrip("-") != "ins" else suffix
        suffix = "n" + suffix.replace("t", "d", 1) if suffix[0] in "td" else suffix
    return name + mark + suffix


def filled(sentence: str, name: str, lang: str, forms: dict[str, list[str]]) -> str | None:
    """The sentence with the name in it, as the language joins the two; None where they do not go together."""
    for case in re.findall(r"\{N:(\w+-?)\}", sentence):
        if lang == "tr":
            form = suffixed(name, case)
        else:
            form = forms[name][CASES.index(case)] if name in forms else None
        if form is None:
            return None
        sentence = sentence.replace(f"{{N:{case}}}", form)
    if lang == "he" and name.startswith("ה"):
        sentence = re.sub(r"(?<!\w)(ו?[בל]){N}", lambda found: found[1] + name[1:], sentence)
    if lang == "ar":
        sentence = sentence.replace("ل{N}", "لل" + name[2:]) if name.startswith("ال") else sentence
    if lang in ("fr", "es") and re.search(r"[dlu]'\{N\}", sentence) and name[:1].lower() not in "aeéiouh":
        return None
    if (
        lang == "es"
        and re.search(r"[dl]el \{N\}| al \{N\}", sentence)
        and name.startswith(("Los ", "La ", "Las ", "El "))
    ):
        return None
    return sentence.replace("{N}", name).replace("{T}", written_together(name))


def posts(lang: str, part: int, weak: bool = False, disguise: str = "") -> Iterator[tuple[str, str, str]]:
    """(entity, name, text), the same for the same code and data."""
    chance = random.Random(f"{lang} {part} {weak} {disguise}")
    sentences = data("carriers")[lang][part::2]
    forms = data("forms") if lang == "ru" else {}
    names = names_of(lang, part, weak)
    if not names:
        return
    for number in range(A_CELL if not disguise else A_CELL // 6):
        entity, name = chance.choice(names)
        sentence = chance.choice(sentences) if number % 2 or lang != "ru" else sentences[number // 2 % len(sentences)]
        if "{T}" in sentence and disguise:
            continue
        if ":" in "".join(re.findall(r"\{.*?\}", sentence)) and lang == "ru" and not disguise and chance.random() < 0.9:
            known = [pair for pair in names if pair[1] in forms]
            entity, name = chance.choice(known) if known else (entity, name)
        if disguise:
            sentence = re.sub(r"\S*\{N:\w+-?\}\S*", "{N}", sentence)
            if not re.search(r"(?<![\w'-])\{N\}(?![\w-])", sentence):
                continue  # what is attached to a disguised name nobody can say
            written = DISGUISES[disguise](name, chance)
            if written is None or written == name:
                continue
            text = sentence.replace("{N}", written)
        else:
            text = filled(sentence, name, lang, forms) or ""
        if text:
            yield entity, name, text


def detector() -> Detector:
    return Detector(
        Scanner.build(
            AliasEntry(
                known.entity_id,
                alias.name,
                alias.lang,
                alias.strength.value,
                known.kind.value,
                places().get(known.entity_id, ()),
            )
            for known in bundled_identity().entities.values()
            for alias in known.aliases
            if known.kind.value in ("organisation", "person")
        )
    )


def found(seer: Detector, lang: str, entity: str, text: str) -> bool:
    return any(d.mention.entity_id == entity for d in seer.observe(Post("p", text, lang=lang)).detections)


def share(hits: int, n: int) -> str:
    if not n:
        return "no names"
    interval = wilson(hits, n)
    return f"{hits / n:.3f} ({interval.low:.3f}-{interval.high:.3f}; {n})"


def background(seer: Detector, lang: str, folder: Path) -> tuple[int, int]:
    """Sentences, and mentions in them that no reader marked as meant (the list of tests/realdata)."""
    sys.path.insert(0, str(HERE.parents[1]))
    from tests.realdata.test_detection_background import MEANT

    n = wrong = 0
    with gzip.open(folder / "text" / f"background-{lang}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            n += 1
            seen = seer.observe(Post("p", json.loads(line)["text"], lang=lang)).detections
            wrong += sum(d.mention.quote.lower() not in MEANT for d in seen)
    return wrong, n


def routes(folder: Path) -> tuple[int, int]:
    """Sentences of text/parallel whose route is the same in all seven languages, of all."""
    with tempfile.TemporaryDirectory() as home:
        posts_file, out = Path(home, "posts.jsonl"), Path(home, "out.jsonl")
        packed = (folder / "text" / "parallel.jsonl.gz").read_bytes()
        rows = [json.loads(line) for line in gzip.decompress(packed).decode().splitlines()]
        posts_file.write_text(
            "".join(json.dumps({"id": r["id"], "text": r["text"], "lang": r["lang"]}) + "\n" for r in rows)
        )
        tool = Path(sys.executable).with_name("evenhand")
        command = [str(tool), "examine", str(posts_file), "--out", str(out), "--as-of", "2026-11-01T00:00:00Z"]
        subprocess.run(
            command, cwd=home, check=True, capture_output=True, env=os.environ | {"EVENHAND_DATABASE_URL": ""}
        )
        answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    by_pair: dict[str, set[str]] = {}
    for row, answer in zip(rows, answers, strict=True):
        by_pair.setdefault(row["pair"], set()).add(answer["route"])
    return sum(len(each) == 1 for each in by_pair.values()), len(by_pair)


def homonyms(seer: Detector, lang: str, part: int) -> tuple[int, int, list[str]]:
    sentences = data("homonyms")[lang][part::2]
    raised = [
        f"{text}  <- {d.mention.quote} {d.mention.entity_id} {d.reading.stance} {d.mention.support}"
        for text in sentences
        for d in seer.observe(Post("p", text, lang=lang)).detections
        if d.reading.stance is not Stance.NO_REFERENCE
    ]
    return len({line.split("  <- ")[0] for line in raised}), len(sentences), raised


def row(seer: Detector, lang: str, part: int, show: bool, folder: Path | None) -> str:
    cells = []
    for weak in (False, True):
        sample = list(posts(lang, part, weak))
        missed = [each for each in sample if not found(seer, lang, each[0], each[2])]
        cells.append(share(len(sample) - len(missed), len(sample)))
        if show:
            print(*(f"  {'weak' if weak else 'plain'}: {n} | {t}" for _, n, t in missed), sep="\n")
    hits = n = 0
    for kind in DISGUISES:
        sample = list(posts(lang, part, disguise=kind))
        missed = [each for each in sample if not found(seer, lang, each[0], each[2])]
        hits, n = hits + len(sample) - len(missed), n + len(sample)
        if show:
            print(
                f"  {kind}: {len(sample) - len(missed)}/{len(sample)}",
                *(f"    {n} | {t}" for _, n, t in missed[:8]),
                sep="\n",
            )
    cells.append(share(hits, n))
    raised, all_homonyms, lines = homonyms(seer, lang, part)
    cells.append(f"{raised}/{all_homonyms}")
    if show:
        print(*(f"  homonym: {line}" for line in lines), sep="\n")
    if folder:
        wrong, sentences = background(seer, lang, folder)
        cells.append(f"{wrong}/{sentences}")
    return f"| {lang} | " + " | ".join(cells) + " |"


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--part", choices=["dev", "test"], default="test")
    asked.add_argument("--show", default="", help="languages whose misses are printed (only with --part dev)")
    asked.add_argument("--only", default="", help="languages to measure; default all")
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    part, seer = ["dev", "test"].index(given.part), detector()
    folder = Path(os.environ["EVENHAND_DATA"]) if "EVENHAND_DATA" in os.environ else None
    lines = [
        "| language | plain | weak names | disguised | homonyms raised | wrong on background |",
        "|---|---|---|---|---|---|",
    ]
    for lang in given.only.split(",") if given.only else LANGUAGES:
        lines.append(row(seer, lang, part, lang in given.show.split(",") and given.part == "dev", folder))
        print(lines[-1], flush=True)
    if folder and not given.only:
        lines += [
            "",
            "Same route in all seven languages of `text/parallel`: " + "{} of {} sentences.".format(*routes(folder)),
        ]
        print(lines[-1])
    if given.write:
        page = HERE.parents[1] / "docs" / "detection.md"
        text = page.read_text(encoding="utf-8")
        head, rest = text.split("<!-- bench/mentions -->\n", 1)
        tail = rest.split("<!-- end -->", 1)[1]
        page.write_text(
            f"{head}<!-- bench/mentions -->\n" + "\n".join(lines) + f"\n<!-- end -->{tail}", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
