"""Cosignatures: a published key's id, the specification's example, and what must be refused."""

from __future__ import annotations

import base64

import pytest

from evenhand_verify.cosignatures import cosigned_at, cosigners, make_cosigner, parse_cosigner
from evenhand_verify.errors import VerifyError
from evenhand_verify.notes import COSIGNATURE, parse_vkey, split_note

TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
# The example of c2sp.org/tlog-cosignature (its public key is not printed there).
EXAMPLE = (
    TEXT
    + "\n\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ"
    "qhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
# A witness's key that others publish in their tests (transparency-dev/formats, witness policies).
REMORA = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
W1, W2 = make_cosigner(bytes(32), "witness.example.com/w1"), make_cosigner(bytes([1]) * 32, "witness.example.com/w2")


def test_a_key_id_of_another_implementation() -> None:
    assert str(parse_vkey(REMORA, COSIGNATURE)) == REMORA
    with pytest.raises(VerifyError, match="type 1"):
        parse_vkey(REMORA)
    with pytest.raises(VerifyError, match="key id"):
        parse_vkey(REMORA.replace("da77ade7", "da77ade8"), COSIGNATURE)


def test_the_specifications_example_has_its_time() -> None:
    (one,) = split_note(EXAMPLE)[1]
    assert (len(one.signature), int.from_bytes(one.signature[:8], "big")) == (72, 1679315147)


def test_what_is_cosigned_is_dated_and_named() -> None:
    note = TEXT + "\n" + W1.cosign(TEXT, 1679315147) + W2.cosign(TEXT, 5) + W1.cosign(TEXT, 7)
    assert cosigned_at(note, W1.key) == 1679315147
    assert cosigners(note, [W1.key, W2.key, parse_vkey(REMORA, COSIGNATURE)]) == (W1.key, W2.key)
    assert cosigners(EXAMPLE, [W1.key]) == ()


def test_one_key_under_two_names_counts_once() -> None:
    again = make_cosigner(bytes(32), "other.example/w1")
    note = TEXT + "\n" + W1.cosign(TEXT, 1) + again.cosign(TEXT, 1)
    assert len(cosigners(note, [W1.key, again.key])) == 1


@pytest.mark.parametrize("place", [0, 4, 11, 12, 50, 75])
def test_each_changed_byte_is_refused_or_unknown(place: int) -> None:
    """A changed key id makes it another key's line, which is ignored; anything else is a false signature."""
    line = W1.cosign(TEXT, 1679315147)
    head, _, encoded = line.rstrip("\n").rpartition(" ")
    raw = bytearray(base64.b64decode(encoded))
    raw[place] ^= 1
    note = f"{TEXT}\n{head} {base64.b64encode(raw).decode()}\n"
    if place < 4:
        assert cosigned_at(note, W1.key) is None
    else:
        with pytest.raises(VerifyError, match="does not fit"):
            cosigned_at(note, W1.key)


def test_a_cosignature_of_another_text_is_refused() -> None:
    other = TEXT.replace("20852163", "20852164")
    with pytest.raises(VerifyError, match="does not fit"):
        cosigned_at(other + "\n" + W1.cosign(TEXT, 5), W1.key)


def test_a_time_past_the_last_one_is_refused() -> None:
    with pytest.raises(VerifyError):
        cosigned_at(TEXT + "\n" + W1.cosign(TEXT, 2**63), W1.key)


def test_the_private_key_comes_back() -> None:
    assert parse_cosigner(W1.to_text()) == W1
    assert W1.seed.hex() not in repr(W1)
    for bad in ("", "PRIVATE+KEY+x", W1.to_text().replace("w1", "w2"), "PRIVATE+KEY+a+00000000+AAAA"):
        with pytest.raises(VerifyError):
            parse_cosigner(bad)
