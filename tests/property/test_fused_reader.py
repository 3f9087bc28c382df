"""The compiled reader reads what the plain one reads: the same language, names, stances, confidences, circumstances, evidence."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.aliases import AliasEntry
from evenhand.detection.fused.scanner import NAMES, column
from evenhand.detection.fused_reader import desk, kinds
from evenhand.detection.fused_reader.lexicon import cue_ids, field_names
from evenhand.detection.fused_reader.reader import READ, FusedReader, Name, Read
from evenhand.detection.model import Detection, Field, Post
from evenhand.detection.observe import Detector
from evenhand.detection.resources import CUE_LANGUAGES, read_yaml
from evenhand.detection.scanner import Scanner

ALIASES = (
    AliasEntry("z", "Zarqan Front"), AliasEntry("z", "ZQF", "", "weak"), AliasEntry("y", "Гудрос", "ru"),
    AliasEntry("p", "Dawn", "en", "weak", "person"), AliasEntry("q", "Omar Velik", "", "strong", "person"),
    AliasEntry("m", "Morgenwacht", "de", "weak", "organisation", ("Halvek", "гора")), AliasEntry("m", "Morgenwacht", "en"),
    AliasEntry("n", "Morgenwacht"), AliasEntry("r", "جبهة الزرقان", "ar"), AliasEntry("h", "חזית זרקן", "he"),
    AliasEntry("v", "Free Valley", "", "weak"), AliasEntry("z2", "Zarqan Front of the North"),
)  # fmt: skip
SPELLED = [entry.name for entry in ALIASES]
NAMED = st.sampled_from(
    [*SPELLED, "zarqan front", "ZARQAN FRONT", "zqf", "وجبهة الزرقان", "בחזית זרקן", "Гудросом", "dawn", "free valley",
     "Zarqan-Front", "Omar Velik Junior", "Zarqan Front street", "calle ZQF", "a zarqan front", "Free valley"]
)  # fmt: skip
SIGNS = st.sampled_from(
    [" ", ". ", ".\n", "... ", "! ", "? ", "؟ ", ", ", "، ", "; ", " - ", " — ", "(", ") ", ' "', '" ', "“", "”", " «", "»",
     " '", "' ", "’", "\n", " 🙄", " 🔥", "!", "?", "\u064b", "\u0640", "\u200c", "ß", "½", "ﷺ", "\x00", "𠮷", " والله ", " 7 "]
)  # fmt: skip
LANGS = st.sampled_from([*CUE_LANGUAGES, "de", "und", "", "en-GB", "xx"])


DETECTOR = Detector(Scanner.build(ALIASES))
READER = FusedReader(DETECTOR.fused)


@st.composite
def posts(draw: st.DrawFn) -> Post:
    """A text put together from a language's cues, its words with a meaning, names and signs."""
    lang = draw(st.sampled_from(CUE_LANGUAGES))
    cues: dict[str, list[str]] = read_yaml(f"stance/cues/{lang}.yml")
    phrases = [phrase for kind in sorted(cues) if kind != "terms" for phrase in cues[kind]]
    stems = [stem for by_lang in read_yaml("stance/fields.yml").values() for stem in by_lang.get(lang, ())]
    cue = st.sampled_from(phrases).map(lambda phrase: phrase.replace("*", "s").replace("...", "and then"))
    piece = st.one_of(cue, cue, NAMED, st.sampled_from(stems), SIGNS, SIGNS, st.text(max_size=3))
    pieces = draw(st.lists(st.tuples(piece, st.sampled_from([" ", " ", ""])).map("".join), max_size=14))
    text = "".join(pieces).replace("X", draw(NAMED)).encode("utf-8", "replace").decode()
    return Post(
        "p", f"{text} {draw(NAMED)}" if draw(st.booleans()) else text, lang=draw(st.one_of(st.just(lang), LANGS))
    )


def _read(texts: list[Post]) -> tuple[list[int], Any, Any, Read]:
    data, offsets = column([post.text for post in texts])
    states, found = READER.fused.names(data, offsets)
    rows = np.flatnonzero(states == NAMES).astype(np.int64)
    bounds = np.column_stack([np.searchsorted(found[:, 0], rows), np.searchsorted(found[:, 0], rows, "right")])
    tags = [texts[row].lang for row in rows.tolist()]
    return rows.tolist(), found, bounds, READER.read(data, offsets, rows, found, bounds.astype(np.int64), tags)


def _seen(detections: tuple[Detection, ...]) -> list[Any]:
    return [
        (
            seen.mention.entity_id, seen.mention.alias, seen.mention.span, seen.mention.weak, seen.reading.stance,
            seen.reading.confidence, seen.reading.signals, [(each.span, each.cue) for each in seen.reading.evidence],
        )
        for seen in detections
    ]  # fmt: skip


def _told(read: Read, row: int) -> list[Any]:
    cues = [*cue_ids(), *(f"field.{name}" for name in reversed(field_names()))]
    out = []
    for name in (Name(*each) for each in read.names if each[0] == row):
        entry = DETECTOR.scanner.index.aliases[name.alias].entry
        cited = read.evidence[name.evidence : name.evidence + name.evidence_count]
        signals = kinds.signals_of((name.signals_high & 0xFFFFFFFF) << 32 | (name.signals_low & 0xFFFFFFFF))
        out.append(
            (entry.entity_id, entry.name, (name.start, name.end), bool(name.weak), kinds.STANCES[name.stance],
             name.confidence, signals, [((start, end), cues[cue]) for start, end, cue in cited])
        )  # fmt: skip
    return out


def _compare(texts: list[Post]) -> int:
    rows, found, bounds, read = _read(texts)
    compared = 0
    for number, row in enumerate(rows):
        if read.states[number] != READ:
            continue
        places = [
            (start, end, READER.fused.aliases_at(node))
            for _, start, end, _, node in found[bounds[number, 0] : bounds[number, 1]].tolist()
        ]
        plain = DETECTOR.observe(texts[row], DETECTOR.scanner.told(texts[row].text, places))
        language = READER.languages[read.languages[number]]
        assert (language.lang, language.unsupported) == (plain.lang, plain.not_assessed_reason), texts[row]
        assert _told(read, number) == _seen(plain.detections), texts[row]
        compared += 1
    return compared


@settings(max_examples=250, deadline=None)
@given(st.lists(posts(), min_size=1, max_size=4))
def test_the_same_reading(texts: list[Post]) -> None:
    _compare(texts)


def test_most_texts_are_read_and_the_others_left() -> None:
    long = "ZQF. " + "word " * (desk.MOST_CODES // 5)
    texts = [
        "Zarqan Front attacked, police said.",
        "long live ZQF",
        f"{long}Zarqan Front",
        "Zarqan Front, " * 25,
        "Zarqan Front 𠮷",
    ]
    rows, _, _, read = _read([Post("p", text, lang="en") for text in texts])
    assert rows == [0, 1, 2, 3, 4]
    assert [state == READ for state in read.states] == [True, True, False, False, False]


def test_who_is_named_makes_no_difference() -> None:
    texts = [
        Post("p", f"Glory to {name} and its fighters, we support the group!", lang="en")
        for name in ("Zarqan Front", "Omar Velik")
    ]
    assert _compare(texts) == 2
    _, _, _, read = _read(texts)
    first, second = (_readings(_told(read, row)) for row in (0, 1))
    assert first == second


def _readings(told: list[Any]) -> list[Any]:
    """The readings alone."""
    assert told
    return [(each[4], each[5], each[6], [cue for _, cue in each[7]]) for each in told]


def test_the_words_of_the_field_are_the_posts() -> None:
    """What the compiled reader is held to is `observe` of the text alone: nothing else in the post is looked at."""
    post = Post("p", "Long live Zarqan Front", lang="en", quoted_text="ZQF")
    looked = DETECTOR.scanner.look(post.text)
    assert all(seen.mention.field is Field.TEXT for seen in DETECTOR.observe(post, looked).detections)
    assert DETECTOR.observe(post, looked) == DETECTOR.observe(replace(post, quoted_text=""), looked)
