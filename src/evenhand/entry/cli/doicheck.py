"""`evenhand doicheck`: the functional suite over a reader, as tables, JSON or a heat map; what it tests is `doicheck`'s."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.entry.cli.output import console, emit_json, say
from evenhand.kernel.errors import EXIT_OK, BadInputError, UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doicheck")(doicheck)


def doicheck(
    model: Annotated[
        str, typer.Option(help="words (as examine reads) or cues (without the second reading).")
    ] = "words",
    suite: Annotated[str, typer.Option(help="doi (stance towards entities) or violent-speech.")] = "doi",
    against: Annotated[str, typer.Option(help="Compare with another reader, or with a result saved by --json.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document; accuracies are per mille.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the heat map as one HTML page.")] = None,
) -> int:
    """Test a reader: 46 functions of stance, or 29 of violent speech, in ten languages, minimal pairs, names swapped."""
    from evenhand.doicheck.page import page
    from evenhand.doicheck.score import compare
    from evenhand.service.doicheck import MODELS, SUITES, run_speech, run_suite

    if suite not in SUITES:
        raise UsageError(f"no suite {suite[:40]!r}", hint="one of " + ", ".join(SUITES))
    run = run_speech if suite == "violent-speech" else run_suite
    result = run(model)
    if against:
        other = run(against) if against in MODELS else _saved(Path(against))
        result["compared"] = compare(result, other)
    if html is not None:
        html.write_text(page(result), encoding="utf-8")
        say(f"heat map written to {html}")
    if as_json:
        emit_json(result)
    else:
        _show(result)
    return EXIT_OK


def _saved(path: Path) -> dict[str, Any]:
    from evenhand.kernel.lines import strict_json

    try:
        found = strict_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInputError(
            f"cannot read {path}: {error}", hint="a file that evenhand doicheck --json printed"
        ) from None
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        raise BadInputError(f"{path} is no result of doicheck", hint="a file that evenhand doicheck --json printed")
    return found


def _show(result: dict[str, Any]) -> None:
    from rich.table import Table

    for title, groups in (
        ("by function", result["functions"]),
        ("by language", {**result["languages"], "all": result["total"]}),
    ):
        table = Table(
            "",
            "n",
            "right",
            "95 %",
            "abstained",
            "wrong",
            "flips",
            title=f"{result['suite']}, {result['model']}, {title}",
        )
        for name, found in groups.items():
            share = f"{found['low'] / 10:.0f}–{found['high'] / 10:.0f}"
            flips = f"{found['flips']}/{found['swaps']}"
            table.add_row(
                name, *map(str, (found["n"], found["right"], share, found["abstained"], found["wrong"], flips))
            )
        console().print(table)
    if "compared" in result:
        told = result["compared"]
        console().print(
            f"{told['models'][0]} and {told['models'][1]}: both right {told['both']}, only the first {told['only_first']}, "
            f"only the second {told['only_second']}, neither {told['neither']}; p = {told['p_per_mille'] / 1000:.3f}"
        )
