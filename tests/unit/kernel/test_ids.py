"""Ids: derived ones follow from their parts, seeded ones from their seed, random ones from neither."""

from evenhand.kernel.ids import SeededIds, SystemIds, base32, derived_id


def test_derived_ids_tell_their_parts_apart() -> None:
    assert derived_id("x", "a", "b") == derived_id("x", "a", "b")
    assert derived_id("x", "ab") != derived_id("x", "a", "b")
    assert derived_id("x", "a\ud800")  # hostile text has an id too


def test_seeded_ids_repeat_and_random_ones_do_not() -> None:
    assert [SeededIds("s").new("p"), SeededIds("s").salt()] == [SeededIds("s").new("p"), SeededIds("s").salt()]
    seeded = SeededIds("s")
    assert seeded.new("p") != seeded.new("p")
    assert SystemIds().salt() != SystemIds().salt()
    assert len(SystemIds().salt()) == 16


def test_base32_known_answer() -> None:
    assert base32(b"\x00") == "00"
    assert base32(b"\xff\xff\xff\xff\xff") == "zzzzzzzz"
