"""CooRTweet's published rules, spelt out naively over all pairs: the oracle for `--compatible` on small inputs."""

from __future__ import annotations

from collections import Counter, defaultdict


def peer(rows, window, least):
    """(pairs, weights) of rows (account, object, content, time): every pair first, as the peer does."""
    active = Counter(row[0] for row in rows)
    rows = [row for row in rows if active[row[0]] >= least]
    pairs = []
    for i, (a, o, c, t) in enumerate(rows):
        for b, p, d, u in rows[i + 1 :]:
            if o == p and abs(t - u) <= window and a != b and c != d and o not in (c, d):
                pairs.append((o, a, b, c, d, abs(t - u)))
    if least >= 1:
        seen = {pair[3] for pair in pairs} | {pair[4] for pair in pairs}
        held = defaultdict(list)
        for account, _, content, _ in rows:
            if content in seen:
                held[account].append(content)
        enough = {content for contents in held.values() if len(contents) >= least for content in contents}
        pairs = [pair for pair in pairs if pair[3] in enough or pair[4] in enough]
    weights = Counter(tuple(sorted((a, b))) for _, a, b, *_ in pairs)
    return pairs, weights
