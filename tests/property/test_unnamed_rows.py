"""Posts answered in Arrow get the answer that they would get one by one: same bytes, same places."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.designations.registry import Registry
from evenhand.detection.aliases import AliasEntry
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Scanner
from evenhand.kernel.errors import Reject
from evenhand.policy.versions import shipped
from evenhand.service import unnamed
from evenhand.service.batches import batch_of, check_row, posts_of
from evenhand.service.examine import Examiner, decisions_batch, examiner

TEXTS = st.one_of(
    st.sampled_from(
        [
            "The weather is nice today and we are going to the beach", "Zarqan Front attacked, police said", "", "🙂 !!",
            "Das ist ein Satz und der ist nicht auf Englisch", "Сегодня хорошая погода, и мы идём на пляж", "سلام دنیا",
            "הכול בסדר היום", "hola amigos, esta noche no hay nada que hacer en la ciudad", "z4rq4n fr0nt", "𠮷𠮷𠮷",
            "#FreeZarqanFront", "Guten Tag", "Long live Zarqan Front! It attacked the town, police said", "zqf again",
            "ZQF and Zarqan Front fight", "Dawn is a person, Dawn said", "die Morgenwacht, the Morgenwacht", "glory to Гудрос",
            "inta mish habibi wallah 7abibi", "Ζαρκαν καλημέρα κόσμε",
        ]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
)  # fmt: skip
POSTS = st.fixed_dictionaries(
    {"id": st.one_of(st.sampled_from(["p1", 'a"b', "é\\", "\x01"]), st.text(min_size=1, max_size=5)), "text": TEXTS},
    optional={
        "lang": st.sampled_from(["en", "ar", "ru", "de", "und", "en-GB", "xx", "he"]), "quoted_text": TEXTS,
        "parent_text": TEXTS, "account": st.fixed_dictionaries({"display_name": TEXTS, "handle": TEXTS, "bio": TEXTS}),
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def judge() -> Examiner:
    names = [
        AliasEntry("z", "Zarqan Front"), AliasEntry("y", "Гудрос"), AliasEntry("z", "ZQF", "", "weak"),
        AliasEntry("p", "Dawn", "en", "weak", "person"), AliasEntry("m", "Morgenwacht", "de", "weak"),
        AliasEntry("m", "Morgenwacht", "en"),
    ]  # fmt: skip
    detector = Detector(Scanner.build(names))
    versions = tuple(policy for policy in shipped() if policy.policy_id == "doi")
    return examiner(
        detector, Registry({}, (), "sha256:none", {}), versions[-1], versions, datetime(2026, 11, 1, tzinfo=UTC)
    )


@settings(max_examples=120, deadline=None)
@given(rows=st.lists(POSTS, min_size=1, max_size=8), skip=st.integers(0, 3))
def test_the_same_bytes(judge: Examiner, rows: list[dict[str, Any]], skip: int) -> None:
    checked = [row for row in map(check_row, rows, range(len(rows))) if not isinstance(row, Reject)]
    batch = batch_of(checked).slice(min(skip, len(checked)))
    slow = decisions_batch([judge.examine(post) for post in posts_of(batch)])
    threshold, unnamed.SMALL = unnamed.SMALL, 0  # type: ignore[misc]
    try:
        (fast,) = judge(iter([batch]))
    finally:
        unnamed.SMALL = threshold  # type: ignore[misc]
    assert fast.to_pylist() == slow.to_pylist()
