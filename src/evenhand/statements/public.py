"""The public statement on a decision about public office or high reach: what the public may know, and nothing private.

Made from the statement of reasons, so that the two cannot disagree: clauses, dates, rungs, the number of posts,
designations, and quotes of the holder's own words that were public. Left out: words of others, texts of reviewers and
appellants, ids of decisions other than the one stated, digests.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from evenhand.detection.model import Field
from evenhand.enforcement.model import Subject
from evenhand.kernel.errors import ForbiddenError
from evenhand.policy.model import ReviewRules
from evenhand.statements.model import (
    AppealStated,
    OverturnStated,
    PostStated,
    PublicPost,
    PublicStatement,
    PublicStrike,
    StatementOfReasons,
)

_OWN_WORDS: Final = frozenset({Field.TEXT, Field.DISPLAY_NAME, Field.HANDLE, Field.BIO})


def publish(
    statement: StatementOfReasons, subject: Subject, rules: ReviewRules, public_posts: Collection[str]
) -> PublicStatement:
    """The public statement. `public_posts`: ids of decisions whose posts anybody could read; others are not quoted.

    Raises ForbiddenError for a subject of neither public office nor high reach: their affairs are not published.
    """
    return PublicStatement(
        decision_id=statement.decision_id,
        issued_at=statement.issued_at,
        why=_why(subject, rules),
        restrictions=statement.restrictions,
        rung=statement.rung,
        number_of_posts=len(statement.posts) + len(statement.brought_over),
        posts=tuple(_post(post, post.decision_id in public_posts) for post in statement.posts),
        strikes=tuple(
            PublicStrike(s.at, s.surface, s.clause, s.policy, s.track, s.counted, s.code) for s in statement.strikes
        ),
        appeal=_without_words(statement.appeal),
        overturned=OverturnStated(statement.overturned.at, "") if statement.overturned else None,
    )


def _why(subject: Subject, rules: ReviewRules) -> str:
    if subject.public_office:
        return "public_office"
    if subject.reach >= rules.two_person_reach:
        return "reach"
    raise ForbiddenError(
        f"no public statement is made about {subject.subject_id}: neither public office nor high reach",
        hint="the account holder gets the statement of reasons: leave --public out",
    )


def _post(post: PostStated, public: bool) -> PublicPost:
    quotes = tuple(quote for quote in post.quotes if public and quote.field in _OWN_WORDS)
    return PublicPost(
        surface=post.surface,
        posted_at=post.posted_at,
        ruled_at=post.ruled_at,
        entities=post.entities,
        stance=post.stance,
        clause=post.clause,
        designations=post.designations,
        quotes=quotes,
        quotes_withheld=len(post.quotes) - len(quotes),
        persons=post.automation.persons,
        mechanism=post.automation.mechanism,
    )


def _without_words(appeal: AppealStated) -> AppealStated:
    return replace(appeal, reason="")
