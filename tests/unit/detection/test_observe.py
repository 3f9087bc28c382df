"""The detector over whole posts: fields, languages, weak names, profiles, digest."""

import time

import pytest

from evenhand.detection.aliases import AliasEntry
from evenhand.detection.model import Account, Field, Post, Profile, Stance
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Scanner

DETECTOR = Detector(
    Scanner.build([AliasEntry("z", "Zarqan Front"), AliasEntry("z", "Zarqan", strength="weak"), AliasEntry("p", "PLQ")])
)


def test_nothing_is_seen_in_an_ordinary_post() -> None:
    observed = DETECTOR.observe(Post("1", "The weather is nice today and we are going to the beach"))
    assert (observed.lang, observed.assessed, observed.detections, observed.not_assessed_reason) == ("en", True, (), "")


def test_an_unsupported_language_is_not_assessed_but_names_are_still_seen() -> None:
    observed = DETECTOR.observe(Post("1", "Die Zarqan Front ist nicht in der Stadt und das ist gut"))
    assert (observed.lang, observed.assessed) == ("de", False)
    assert observed.not_assessed_reason
    assert [d.mention.entity_id for d in observed.detections] == ["z"]


def test_a_weak_name_alone_is_no_mention_unless_words_act_on_it() -> None:
    assert DETECTOR.observe(Post("1", "I saw Zarqan in the garden", lang="en")).detections == ()
    (detection,) = DETECTOR.observe(Post("1", "Long live Zarqan, heroes", lang="en")).detections
    assert detection.mention.weak
    assert detection.reading.stance is Stance.GLORIFICATION


def test_a_full_name_in_the_quoted_text_supports_a_short_one_in_the_text() -> None:
    post = Post("1", "Zarqan again", lang="en", quoted_text="Zarqan Front blamed for the attack, police said")
    by_field = {d.mention.field: d.mention for d in DETECTOR.observe(post).detections}
    assert by_field[Field.TEXT].support == "named elsewhere in the post"
    assert not by_field[Field.TEXT].weak


def profile(display_name: str = "", handle: str = "", bio: str = "") -> list[tuple[Field, Stance]]:
    account = Account(display_name=display_name, handle=handle, bio=bio)
    return [(d.mention.field, d.reading.stance) for d in DETECTOR.observe_profile(Profile("a", "s", account))]


def test_profiles() -> None:
    assert profile(display_name="Zarqan Front Media Office") == [(Field.DISPLAY_NAME, Stance.REPRESENTATION)]
    assert profile(bio="Proud member of Zarqan Front") == [(Field.BIO, Stance.REPRESENTATION)]
    assert profile(bio="Fan of Zarqan Front") == [(Field.BIO, Stance.OTHER_SUPPORT)]
    assert profile(display_name="Zarqan Front", bio="parody") == [(Field.DISPLAY_NAME, Stance.SATIRE)]
    assert profile(bio="Journalist writing about Zarqan Front") == [(Field.BIO, Stance.NEUTRAL)]
    assert profile(handle="zarqanfront") == [(Field.HANDLE, Stance.UNDETERMINED)]
    assert profile(display_name="Ann", handle="ann", bio="gardener") == []


def test_a_post_shows_what_its_account_says_of_itself() -> None:
    post = Post("1", "Good morning", lang="en", account=Account(bio="Official channel of Zarqan Front"))
    assert [d.mention.field for d in DETECTOR.observe(post).detections] == [Field.BIO]


def test_batch_is_the_same_as_one_by_one() -> None:
    posts = [Post(str(i), text, lang="en") for i, text in enumerate(["PLQ attacked", "hello", "long live PLQ"])]
    assert list(DETECTOR.observe_batch(posts)) == [DETECTOR.observe(post) for post in posts]


def test_digest_names_the_models() -> None:
    assert DETECTOR.digest.startswith("sha256:")


@pytest.mark.parametrize(
    "text",
    [
        "PLQ hero " * 1000,
        "#Ab1XyZ " * 3000 + "PLQ",
        '"x ' * 3000 + "PLQ",
        "\u200b" * 50_000 + "PLQ",
        "x" * 200_000 + " PLQ",
    ],
)
def test_hostile_posts_take_time_in_proportion(text: str) -> None:
    """A bound, generous for a loaded machine: what is quadratic in any of these takes minutes."""
    began = time.process_time()
    assert DETECTOR.observe(Post("1", text, lang="en")).detections
    assert time.process_time() - began < 8
