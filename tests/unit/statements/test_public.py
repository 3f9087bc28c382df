"""What the public is told, and what it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.statements.told import public, reasons

from evenhand.detection.model import Field
from evenhand.enforcement.model import Subject
from evenhand.kernel.canonical import canonical_text
from evenhand.kernel.errors import ForbiddenError
from evenhand.policy.model import ReviewRules
from evenhand.statements.public import publish

RULES = ReviewRules(1_000_000, True, 180, "test")


def test_it_names_posts_clauses_rungs_designations_and_public_quotes() -> None:
    statement = public()
    assert statement.number_of_posts == len(statement.posts) == 3
    assert statement.rung is not None
    assert statement.rung.count == 3
    assert all(post.designations and post.clause.text for post in statement.posts)
    assert [len(post.quotes) for post in statement.posts] == [2, 0, 2]
    assert [post.quotes_withheld for post in statement.posts] == [0, 2, 0]


def test_nothing_private_is_in_it() -> None:
    text = canonical_text(public())
    for private in (
        "person-",
        "reviewer-secret",
        "celebrates violence",
        "user",
        "I was quoting",
        "looked at again",
        "sha256:policy",
    ):
        assert private not in text, private
    assert canonical_text(reasons()).count("celebrates violence") == 3, "the holder is told"


def test_words_of_others_are_not_quoted() -> None:
    statement = reasons()
    posts = tuple(
        replace(post, quotes=tuple(replace(quote, field=Field.PARENT_TEXT) for quote in post.quotes))
        for post in statement.posts
    )
    told = publish(
        replace(statement, posts=posts), Subject("m", (), 0, True), RULES, {post.decision_id for post in posts}
    )
    assert all(post.quotes == () and post.quotes_withheld == 2 for post in told.posts)


def test_only_public_office_or_high_reach() -> None:
    statement = reasons()
    assert publish(statement, Subject("m", (), 1_000_000), RULES, ()).why == "reach"
    assert publish(statement, Subject("m", (), 0, True), RULES, ()).why == "public_office"
    with pytest.raises(ForbiddenError, match="neither public office nor high reach"):
        publish(statement, Subject("m", (), 999_999), RULES, ())
