"""Act two, the analyst: the published figures with their sources, a surge, the brief, and accounts that share together."""

from __future__ import annotations

from pathlib import Path

from evenhand.adapters.events.reader import read_shares
from evenhand.adapters.events.writer import write_run
from evenhand.adapters.stix.export import to_bundle
from evenhand.campaigns.brief import as_html, as_markdown, blocks, marking
from evenhand.campaigns.coordination.detect import detect
from evenhand.campaigns.coordination.model import Settings
from evenhand.campaigns.coordination.summary import summary
from evenhand.entry.demo.campaign_world import PLANTED, shares_csv
from evenhand.entry.demo.telling import Teller
from evenhand.service.campaigns import example, find_surges

ABOUT = (
    "What the analyst sees of the same weeks: operations counted by month, each analyst's series apart, who is accused and "
    "what is denied; and accounts on agora that share the same links within seconds. None of it ever makes a strike."
)
_WINDOW_S = 30.0


def play(teller: Teller, folder: Path) -> None:
    """Tell the act; the brief, the bundle and the groups stay in `folder`."""
    teller.act("Act two: the analyst", ABOUT)
    folder.mkdir(parents=True, exist_ok=True)
    show_surges(teller, folder)
    show_coordination(teller, folder)


def show_surges(teller: Teller, folder: Path) -> None:
    """The bundled example: figures of a published report, tested for surges with the month chosen afterwards paid for."""
    teller.step("Operations by month, from a published report, with its dates, its accusation and its denial")
    records = example()
    found = find_surges(records)
    rows = [
        [
            s.month,
            s.title,
            s.count,
            f"{s.expected:.2f}",
            f"{s.ratio_low:.1f} to {s.ratio_high:.1f}",
            f"{s.p:.1e}",
            f"{s.q:.4f}",
        ]
        for s in found
        if s.surge
    ]
    teller.table(["month", "series", "count", "expected", "times the earlier rate", "p", "q"], rows, title="Surges")
    parts = blocks(records, found)
    (folder / "brief.md").write_text(as_markdown(parts, marking(records)), encoding="utf-8")
    (folder / "brief.html").write_text(as_html(parts, marking(records)), encoding="utf-8")
    (folder / "operations.stix.json").write_text(to_bundle(records), encoding="utf-8")
    teller.say(
        f"Written: {folder / 'brief.md'}, {folder / 'brief.html'} (charts), {folder / 'operations.stix.json'} (STIX 2.1)"
    )


def show_coordination(teller: Teller, folder: Path) -> None:
    """Coordination over the week's shares: pairs, edges that chance does not explain, groups for a person to look at."""
    teller.step("Accounts that share the same links within 30 seconds")
    path = folder / "shares.csv"
    path.write_text(shares_csv(), encoding="utf-8")
    shares, _ = read_shares(path, {})
    found = detect(shares, Settings(time_window=_WINDOW_S, min_participation=3))
    write_run(found, folder / "coordination")
    counts = summary(found)
    teller.table(
        ["pairs", "accounts", "objects", "edges"], [[counts[k] for k in ("pairs", "accounts", "objects", "edges")]]
    )
    groups = group_members(folder / "coordination")
    for name, members in groups.items():
        planted = sum(member in PLANTED for member in members)
        teller.bad(
            f"{name}: {len(members)} accounts, {planted} of the {len(PLANTED)} planted ones: more than chance explains"
        )
    teller.say("Coordinated is not inauthentic: fans and newsrooms coordinate too. The groups go to a person.")


def group_members(folder: Path) -> dict[str, list[str]]:
    """The groups that were written, by id."""
    import pyarrow.parquet as pq

    members: dict[str, list[str]] = {}
    for row in pq.read_table(folder / "groups.parquet").to_pylist():
        members.setdefault(row["group_id"], []).append(row["account"])
    return members
