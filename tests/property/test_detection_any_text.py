"""Posts are hostile input: any text is read without a crash, spans are true, and disguises do not hide a name."""

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.aliases import AliasEntry
from evenhand.detection.folding import fold, fold_mapped
from evenhand.detection.model import Account, Field, Post
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Scanner

NAMES = ["Zarqan Front", "ZRQ", "الفجر الأسود", "Заркан", "זרקאן", "al-Za'rab"]
SCANNER = Scanner.build([AliasEntry(f"e{i}", name) for i, name in enumerate(NAMES)])
DETECTOR = Detector(SCANNER)
ANY = st.text(st.characters(exclude_categories=()), max_size=120)  # lone surrogates and NUL included
PIECES = st.lists(
    st.one_of(ANY, st.sampled_from([*NAMES, "#", "@", "“", "”", ".", " ", "heroes", "not", "said"])), max_size=12
)
HIDDEN = st.sampled_from(["\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u00ad"])


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_folding_keeps_a_true_map(raw: str) -> None:
    folded = fold_mapped(raw)
    assert folded.text == fold(raw)
    assert len(folded.starts) == len(folded.text)
    assert list(folded.starts) == sorted(folded.starts)
    for token in folded.tokens:
        assert 0 <= token.start < token.end <= len(raw)


@settings(max_examples=200, deadline=None)
@given(PIECES, PIECES, PIECES)
def test_any_post_is_read(text: list[str], quoted: list[str], bio: list[str]) -> None:
    account = Account(display_name="".join(bio)[:40], handle="".join(quoted)[:30], bio="".join(bio))
    post = Post("1", "".join(text), lang="en", quoted_text="".join(quoted), account=account)
    observed = DETECTOR.observe(post)
    assert observed == DETECTOR.observe(post)
    fields = {
        Field.TEXT: post.text,
        Field.QUOTED_TEXT: post.quoted_text,
        Field.DISPLAY_NAME: account.display_name,
        Field.HANDLE: account.handle,
        Field.BIO: account.bio,
    }
    for detection in observed.detections:
        found = detection.mention
        assert fields[found.field][slice(*found.span)] == found.quote != ""
        for evidence in detection.reading.evidence:
            assert fields[evidence.field][slice(*evidence.span)] == evidence.quote
        assert 0 <= detection.reading.confidence <= 1000


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.data(), ANY, ANY)
def test_hidden_characters_do_not_hide_a_name(name: str, data: st.DataObject, before: str, after: str) -> None:
    spots = data.draw(st.lists(st.tuples(st.integers(1, len(name) - 1), HIDDEN), min_size=1, max_size=4))
    disguised = name
    for at, mark in sorted(spots, reverse=True):
        disguised = disguised[:at] + mark + disguised[at:]
    text = f"{before}\n. {disguised} .\n{after}"
    begin = len(before) + 3
    spans = [m.span for m in SCANNER.scan(text, Field.TEXT)]
    assert any(start <= begin and begin + len(disguised) <= end + 1 for start, end in spans)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from("abcxyzابجدежйבגד"))
def test_letters_around_a_name_are_not_its_boundary(name: str, letter: str) -> None:
    glued = letter * 3 + name.replace(" ", "").replace("-", "").replace("'", "") + letter * 3
    assert SCANNER.scan(glued, Field.TEXT) == []


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_the_prefilter_never_loses_a_name(noise: str) -> None:
    for name in NAMES:
        assert SCANNER.may_mention(f"{noise} {name} {noise}")
