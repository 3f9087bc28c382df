"""Scripts: what most letters are in."""

import pytest

from evenhand.kernel.languages import script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Hamas", "Latn"),
        ("حماس", "Arab"),
        ("חמאס", "Hebr"),
        ("ИГИЛ", "Cyrl"),
        ("123 !?", "Zyyy"),
        ("", "Zyyy"),
        ("हमास", "Deva"),
    ],
)
def test_script_of(text: str, script: str) -> None:
    assert script_of(text) == script
