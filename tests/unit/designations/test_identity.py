"""The curated identity file that ships, and what a broken one says."""

from __future__ import annotations

import pytest

from evenhand.designations.identity import bundled_identity, read_identity
from evenhand.designations.model import Strength
from evenhand.designations.names import normal
from evenhand.designations.registry import Registry, fold
from evenhand.designations.sources.catalogue import bundled_bytes, parser
from evenhand.kernel.errors import BadInputError
from evenhand.service.lists import bundled_contents


@pytest.fixture(scope="module")
def bundled() -> Registry:
    return fold(bundled_contents(), bundled_identity())


def test_every_organisation_of_the_state_department_is_joined() -> None:
    records = parser("us-state-fto")({"f": bundled_bytes("us-state-fto")}).records
    joins = bundled_identity().joins
    assert [record.key for record in records if f"us-state-fto/{record.key}" not in joins] == []


def test_joins_name_listings_that_exist(bundled: Registry) -> None:
    held = {key for entity in bundled.entities.values() for key in entity.record_keys}
    ours = {key for key in bundled_identity().joins if key.startswith(("us-state-fto/", "un-entities/"))}
    assert sorted(ours - held) == []


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("Hamas", "org:hamas"),
        ("حماس", "org:hamas"),
        ("IRGC", "org:irgc"),
        ("سپاه پاسداران", "org:irgc"),
        ("الحرس الثوري", "org:irgc"),
        ("داعش", "org:isil"),
        ("ИГИЛ", "org:isil"),
        ("דאעש", "org:isil"),
        ("Sendero Luminoso", "org:shining-path"),
        ("Shining Path", "org:shining-path"),
        ("أنصار الله", "org:ansarallah"),
        ("الحوثيين", "org:ansarallah"),
        ("Houthis", "org:ansarallah"),
        ("بوكو حرام", "org:boko-haram"),
        ("حزب العمال الكردستاني", "org:pkk"),
        ("Óglaigh na hÉireann", "org:new-ira"),
        ("オウム真理教", "org:aum-shinrikyo"),
    ],
)
def test_names_in_the_scripts_people_write_find_their_entity(bundled: Registry, name: str, entity: str) -> None:
    assert bundled.find(name)[0].entity_id == entity


@pytest.mark.parametrize(("name", "lang"), [("حماس", "ar"), ("ETA", ""), ("IRA", ""), ("FARC", "es"), ("PKK", "")])
def test_names_that_are_also_other_things_are_weak(name: str, lang: str) -> None:
    found = {
        a.strength
        for known in bundled_identity().entities.values()
        for a in known.aliases
        if (a.name, a.lang) == (name, lang)
    }
    assert found == {Strength.WEAK}


def test_a_strong_name_stands_for_one_organisation_in_its_language() -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for known in bundled_identity().entities.values():
        for alias in known.aliases:
            if alias.strength is Strength.STRONG:
                owners.setdefault((normal(alias.name), alias.lang), set()).add(known.entity_id)
    assert {name: who for name, who in owners.items() if len(who) > 1} == {}


def test_every_alias_names_where_it_is_from() -> None:
    aliases = [alias for known in bundled_identity().entities.values() for alias in known.aliases]
    assert len(aliases) > 1_000
    assert all(alias.source.startswith("curated: ") and alias.script for alias in aliases)


HEAD = "references: {press: the press}\nentities:\n"
ONE = "  - {id: 'org:heron', name: Heron, lists: {ofac: ['11']}, aliases: [{ref: press, strong: [Heron]}]}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + ONE + ONE, "there twice"),
        (HEAD + ONE + ONE.replace("org:heron", "org:egret"), "joined twice"),
        (HEAD + ONE.replace("ref: press", "ref: nowhere"), "nowhere"),
        (HEAD + ONE.replace("ofac:", "elsewhere:"), "elsewhere"),
    ],
)
def test_a_broken_file_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        read_identity(text.encode())


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("پی کے کے", "org:pkk"),
        ("פ.ק.ק", "org:pkk"),
        ("ПКК", "org:pkk"),
        ("МС-13", "org:ms-13"),
        ("ٹی ٹی پی", "org:ttp"),
    ],
)
def test_short_names_are_written_in_other_scripts_too(bundled: Registry, name: str, entity: str) -> None:
    assert bundled.find(name)[0].entity_id == entity


OWN_SCRIPT = dict.fromkeys(["ar", "ckb", "fa", "ps", "ur"], "Arab") | {
    "bn": "Beng",
    "el": "Grek",
    "he": "Hebr",
    "hi": "Deva",
    "ru": "Cyrl",
    "ta": "Taml",
}


def test_a_name_is_in_the_script_of_its_language_or_an_acronym() -> None:
    wrong = [
        (alias.lang, alias.name)
        for known in bundled_identity().entities.values()
        for alias in known.aliases
        if alias.script != OWN_SCRIPT.get(alias.lang, alias.script) and not alias.name.isascii()
    ]
    assert wrong == []


def test_a_strong_name_stands_for_one_organisation_in_all_languages_together() -> None:
    owners: dict[str, set[str]] = {}
    for known in bundled_identity().entities.values():
        for alias in known.aliases:
            if alias.strength is Strength.STRONG:
                owners.setdefault(normal(alias.name), set()).add(known.entity_id)
    assert {name: who for name, who in owners.items() if len(who) > 1} == {}


def test_names_of_a_language_stand_in_a_file_of_their_own() -> None:
    names = "lang: ru\nnames:\n  org:heron:\n    - {ref: press, strong: [Цапля], reviewed: true}\n".encode()
    known = read_identity((HEAD + ONE).encode(), names={"ru.yml": names}).entities["org:heron"]
    assert [(a.name, a.lang, a.script, a.reviewed) for a in known.aliases] == [
        ("Heron", "", "Latn", False),
        ("Цапля", "ru", "Cyrl", True),
    ]
    assert (
        read_identity((HEAD + ONE).encode()).digest
        != read_identity((HEAD + ONE).encode(), names={"ru.yml": names}).digest
    )
    with pytest.raises(BadInputError, match="holds names in 'ru'"):
        read_identity((HEAD + ONE).encode(), names={"uk.yml": names})
    with pytest.raises(BadInputError, match="org:egret"):
        read_identity((HEAD + ONE).encode(), names={"ru.yml": names.replace(b"heron", b"egret")})
