"""The show: the acts in order, the commands to try next, and (when asked) a picture of the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from evenhand.entry.demo import campaign_act, monitor_act, platform_act
from evenhand.entry.demo.telling import Teller

NEXT: Final = {
    "platform": """
evenhand designations show "حماس" --on 2024-02-09      who is designated, by whom, when, as known when
evenhand examine posts.jsonl --out decisions.jsonl     your own posts: JSONL, CSV or Parquet
evenhand review list --all                             the queue, and what persons said
evenhand strikes show subject-valdane                  every strike, counted or not, and why
evenhand ledger verify                                 the log, checked
evenhand policy show doi@2024-02-08                    the policy in words""",
    "campaign": """
evenhand campaigns brief                               the analyst's brief""",
    "monitor": """
evenhand monitor compare --cases cases.jsonl --statements plaza-statements.csv""",
}


def play(folder: Path, acts: Sequence[str], svg: Path | None = None) -> None:
    """Play the acts, leaving `folder` as a workspace."""
    teller = Teller(record=svg is not None)
    if "platform" in acts:
        platform_act.play(teller, folder)
    if "campaign" in acts:
        campaign_act.play(teller, folder)
    if "monitor" in acts:
        monitor_act.play(teller, folder)
    teller.step("Try next, on your own data")
    teller.say(f"\ncd {folder}" + "".join(commands for act, commands in NEXT.items() if act in acts) + "\n")
    if svg is not None and teller.picture is not None:
        teller.picture.save_svg(str(svg), title="evenhand demo", unique_id="evenhand")
