"""What `plain` wrote, `restore` reads; what is of the wrong shape is named by its field."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from evenhand.detection.model import Account, AccountKind, Field, Media, Mention, Post, Stance, StanceReading
from evenhand.kernel.canonical import plain
from evenhand.kernel.errors import BadInputError
from evenhand.kernel.restore import restore


@dataclass(frozen=True, slots=True)
class Dated:
    name: str
    on: date | None
    spans: tuple[tuple[int, int], ...] = ()


def test_records_come_back_as_they_were() -> None:
    post = Post(
        "1",
        "text",
        posted_at=datetime(2024, 1, 1, tzinfo=UTC),
        account=Account(AccountKind.STATE, reach=5),
        media=(Media("ab"),),
    )
    assert restore(Post, plain(post)) == post
    mention = Mention("e", "alias", Field.BIO, (1, 4), "abc")
    assert restore(Mention, plain(mention)) == mention
    reading = StanceReading(Stance.SATIRE, 400, signals=("quoted",))
    assert restore(StanceReading, plain(reading)) == reading
    dated = Dated("x", date(2024, 2, 9), ((1, 2), (3, 4)))
    assert restore(Dated, plain(dated)) == dated


def test_a_field_that_did_not_exist_yet_takes_its_default() -> None:
    assert restore(Dated, {"name": "x", "on": None}) == Dated("x", None)


@pytest.mark.parametrize(
    ("value", "field"),
    [({"on": None}, "name"), ({"name": 3, "on": None}, "name"), ({"name": "x", "on": "soon"}, ""), ("text", "Dated")],
)
def test_the_wrong_shape_names_the_field(value: object, field: str) -> None:
    with pytest.raises(BadInputError) as caught:
        restore(Dated, value)
    assert field in str(caught.value.place or "")
