"""The transparency report as one self-contained page with charts (SVG); nothing is fetched, the same figures give the same bytes.

What is counted is `service.report`'s.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined


def report_page(document: dict[str, Any]) -> str:
    """The page of a report's document."""
    environment = Environment(
        loader=FunctionLoader(
            lambda name: files("evenhand.statements").joinpath("templates", name).read_text(encoding="utf-8")
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({"words": _words, "share": _share, "duration": _duration})
    return environment.get_template("report.html.j2").render(r=document).strip() + "\n"


def _words(code: str) -> str:
    return code.replace("_", " ")


def _share(rate: dict[str, int | None]) -> str:
    """`12 of 80 (15.0 %)`; without a share where there is nothing to take it of."""
    if rate["per_mille"] is None:
        return f"{rate['count']} of {rate['of']}"
    return f"{rate['count']} of {rate['of']} ({rate['per_mille'] // 10}.{rate['per_mille'] % 10} %)"


def _duration(found: dict[str, int | None]) -> str:
    """`3 d 4 h (of 12)`, the two largest parts."""
    minutes = found["median"]
    if minutes is None:
        return "none to measure"
    parts = [(minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min")]
    shown = [f"{value} {unit}" for value, unit in parts if value][:2] or ["less than a minute"]
    return f"{' '.join(shown)} (of {found['of']})"
