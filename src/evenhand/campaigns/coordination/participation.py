"""Who takes part often enough: CooRTweet's filter (either end suffices) and ours (both ends must)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evenhand.campaigns.coordination import kernels
from evenhand.campaigns.coordination.model import Pairs, Shares, Sorted

Mask = npt.NDArray[np.bool_]


def active_rows(shares: Shares, least: int) -> Mask:
    """Rows of accounts with at least `least` rows, incomplete rows counted: CooRTweet's filter before pairing."""
    counts = np.bincount(shares.account + 1, minlength=len(shares.accounts) + 1)
    kept: Mask = counts[shares.account + 1] >= least
    return kept


def peer_filter(shares: Shares, active: Mask, rows: Sorted, pairs: Pairs, least: int) -> Pairs:
    """CooRTweet's filter after pairing: a pair stays when *either* content belongs to an account with enough rows.

    Enough rows: `least` rows (not contents) whose content is in any pair (`filter_min_participation` of CooRTweet 2.1).
    """
    if least < 1 or not pairs.left.size:
        return pairs
    meeting = np.zeros(len(shares.contents) + 1, np.bool_)  # the last place is for -1, a missing content
    meeting[rows.content[pairs.left]] = True
    meeting[rows.content[pairs.right]] = True
    counted = active & meeting[shares.content]
    counts = np.bincount(shares.account[counted] + 1, minlength=len(shares.accounts) + 1)
    enough = np.zeros_like(meeting)
    enough[shares.content[counted & (counts[shares.account + 1] >= least)]] = True
    keep = enough[rows.content[pairs.left]] | enough[rows.content[pairs.right]]
    return Pairs(pairs.left[keep], pairs.right[keep])


def participants(rows: Sorted, pairs: Pairs, accounts: int, least: int) -> Mask:
    """Accounts with at least `least` shares that are in any pair: our filter, asked of both ends."""
    meeting = kernels.rows_in_pairs(pairs.left, pairs.right, rows.account.size)
    enough: Mask = np.bincount(rows.account[meeting], minlength=accounts) >= least
    return enough


def between(rows: Sorted, pairs: Pairs, enough: Mask) -> Pairs:
    """The pairs whose both accounts take part often enough."""
    return pairs if enough.all() else Pairs(*kernels.pairs_between(pairs.left, pairs.right, rows.account, enough))
