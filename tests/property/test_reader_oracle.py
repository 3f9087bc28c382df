"""The fast reader sees what the plain one sees: the same words, cues, voices and features, and so the same stance."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.simulators import plain_reader as plain

from evenhand.detection.folding import _letter_by_letter, fold_mapped
from evenhand.detection.resources import CUE_LANGUAGES, read_yaml
from evenhand.detection.stance.cues import cues_of
from evenhand.detection.stance.features import features_of
from evenhand.detection.stance.surface import surface_of
from evenhand.detection.stance.voice import listen

LANGS = st.sampled_from(CUE_LANGUAGES)
SIGNS = st.sampled_from(
    [" ", ". ", ".\n", "... ", "! ", "? ", "؟ ", "，", ", ", "، ", "; ", ": ", " - ", " — ", "(", ")", '"', "“", "”", "„", "«",
     "»", "'", "’", "‘", "\n", "🙄", "🔥", "❤️", "✊", "!", "?", "\u064b", "\u0640", "\u200c", "ß", "½", "ﷺ", "́", "\x00", "𠮷",
     "X "]
)  # fmt: skip


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str]:
    """A language, and a text put together from its cues, fields' words and signs."""
    lang = draw(LANGS)
    cues: dict[str, list[str]] = read_yaml(f"stance/cues/{lang}.yml")
    phrases = [phrase for kind in sorted(cues) for phrase in cues[kind]]
    stems = [stem for by_lang in read_yaml("stance/fields.yml").values() for stem in by_lang.get(lang, ())]
    piece = st.one_of(
        st.sampled_from(phrases).map(lambda phrase: phrase.replace("*", "s").replace("...", "and then")),
        st.sampled_from(stems), SIGNS, SIGNS, st.text(max_size=3),
    )  # fmt: skip
    return lang, draw(
        st.lists(st.tuples(piece, st.sampled_from([" ", " ", ""])).map("".join), max_size=16).map("".join)
    )


@st.composite
def named(draw: st.DrawFn) -> tuple[str, str, tuple[int, int] | None, list[tuple[int, int]]]:
    """A text with the mention to read, if any, and other names."""
    lang, text = draw(written())
    spans = draw(st.lists(st.tuples(st.integers(0, max(0, len(text) - 1)), st.integers(1, 9)), max_size=3))
    places = [(start, min(len(text), start + size)) for start, size in spans if start < len(text)]
    at = text.find("X")
    target = (at, at + 1) if at >= 0 else places.pop() if places and draw(st.booleans()) else None
    return lang, text, target, places


@settings(max_examples=300, deadline=None)
@given(st.one_of(written().map(lambda made: made[1]), st.text(max_size=40)))
def test_a_text_folds_as_letter_by_letter(raw: str) -> None:
    fast, slow = fold_mapped(raw), _letter_by_letter(raw)
    assert (fast.text, tuple(fast.starts), fast.tokens) == (slow.text, tuple(slow.starts), slow.tokens)


@settings(max_examples=250, deadline=None)
@given(named())
def test_the_same_words_cues_voices_and_features(given_text: Any) -> None:
    lang, text, target, others = given_text
    folded = fold_mapped(text)
    fast, slow = surface_of(folded, target, others), plain.surface_of(folded, target, others)
    columns = (fast.words, fast.starts, fast.ends, fast.sentences, fast.clauses, fast.quotes)
    assert list(zip(*columns, strict=True)) == [
        (word.text, word.start, word.end, word.sentence, word.clause, word.quoted) for word in slow.words
    ]
    assert (fast.target, fast.sentence, fast.ironic) == (slow.target, slow.sentence, slow.ironic)
    assert (fast.questions, fast.emphatic) == (slow.questions, slow.emphatic)
    heard, said = listen(fast, [cues_of(lang)]), plain.listen(slow, [lang])
    assert [(s.hit.cue.cue_id, s.hit.first, s.hit.last, s.own, s.negated, s.near, s.quoted) for s in heard.spoken] == [
        (s.hit.cue.cue_id, s.hit.first, s.hit.last, s.own, s.negated, s.near, s.quoted) for s in said.spoken
    ]
    assert all(heard.has(kind) == said.has(kind) for kind in ("reported", "violence", "glorification", "wish"))
    for sentence in {word.sentence for word in slow.words}:
        assert features_of(heard, sentence) == plain.features_of(said, sentence)
