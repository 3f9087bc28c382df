"""Checkpoints: the text's exact shape."""

from __future__ import annotations

import pytest

from evenhand_verify.checkpoints import Checkpoint, parse_checkpoint
from evenhand_verify.errors import VerifyError

ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def test_the_specifications_example_reads_and_writes_the_same() -> None:
    text = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"
    head = parse_checkpoint(text)
    assert (head.origin, head.size, len(head.root)) == ("example.com/behind-the-sofa", 20_852_163, 32)
    assert head.text() == text


def test_extension_lines_are_accepted() -> None:
    assert parse_checkpoint(f"a\n0\n{ROOT}\nmore\n") == Checkpoint("a", 0, parse_checkpoint(f"a\n0\n{ROOT}\n").root)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"a\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"a\n01\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        f"a\n١\n{ROOT}\n",
        f"a\n1_0\n{ROOT}\n",
        f"a\n{'9' * 5_000}\n{ROOT}\n",
        "a\n1\nAA==\n",
        f"a\n1\n{ROOT[:-2]}3=\n",
        f"a\n1\n{ROOT}\n\nmore\n",
    ],
)
def test_other_shapes_are_refused(text: str) -> None:
    with pytest.raises(VerifyError):
        parse_checkpoint(text)
