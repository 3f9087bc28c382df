"""How long the strikes of one subject with ten thousand rulings take to fold, on one core.

    taskset -c 0 .venv/bin/python bench/strikes.py

Rulings are of one subject on three surfaces over six years, one in twenty overturned, one in fifty dismissed, under two
versions of a shipped policy; the oracle (`tests/property/test_strikes_oracle.py`) says whether the answer is right, this
only how fast. CPU milliseconds of the fold alone, median of 31; reading from the store is `bench/ledger.py`'s.
"""

from __future__ import annotations

import random
import statistics
import time
from datetime import UTC, datetime, timedelta

from evenhand.enforcement.model import Overturn, Ruling, RulingOutcome
from evenhand.enforcement.strikes import fold
from evenhand.policy.model import Severity
from evenhand.policy.versions import shipped

RULINGS = 10_000


def main() -> None:
    policies = {policy.ref: policy for policy in shipped()}
    cited = sorted(key for key in policies if key.startswith("doi@"))[-2:]
    rng = random.Random(1)
    start, rulings, overturns = datetime(2024, 3, 1, tzinfo=UTC), [], []
    for number in range(RULINGS):
        policy = policies[cited[number % 2]]
        at = start + timedelta(minutes=number * 310 + rng.randrange(300))
        rulings.append(
            Ruling(
                ruling_id=f"rul-{number:06d}",
                decision_id=f"dec-{number:06d}",
                subject_id="subject-1",
                surface=("feed", "video", "messages")[number % 3],
                account_id="account-1",
                post_id=f"post-{number}",
                posted_at=at - timedelta(days=rng.randrange(1, 80)),
                ruled_at=at,
                outcome=RulingOutcome.DISMISS if number % 50 == 0 else RulingOutcome.UPHOLD,
                policy=cited[number % 2],
                clause=rng.choice(policy.clauses).clause_id,
                severity=Severity.STANDARD,
                stance="glorification",
                reason="",
                deciders=("reviewer-1",),
            )
        )
        if number % 20 == 7:
            overturns.append(Overturn(f"rul-{number:06d}", f"dec-{number:06d}", at + timedelta(days=9), "r2", ""))
    now, times = start + timedelta(days=365 * 6), []
    for _ in range(31):
        begin = time.process_time()
        state = fold("subject-1", rulings, overturns, policies, now)
        times.append(1_000 * (time.process_time() - begin))
    whole = []
    for _ in range(7):
        begin = time.process_time()
        state = fold("subject-1", rulings, overturns, policies, now)
        counted = sum(strike.counted for strike in state.strikes)
        whole.append(1_000 * (time.process_time() - begin))
    print(
        f"{RULINGS} rulings, {len(overturns)} overturned: fold {statistics.median(times):.1f} ms"
        f" (least {min(times):.1f}), with every strike read out {statistics.median(whole):.1f} ms; {counted} count"
    )


if __name__ == "__main__":
    main()
