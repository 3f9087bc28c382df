"""Statistics that anybody here may use: intervals, tests, strata, sampling. What a figure means is left to who asks.

Counts in, plain floats out; numpy only at import, scipy.special on first use. Sources stand at each function;
`docs/statistics.md` gathers them. Wrong arguments raise ValueError: they are the caller's fault, not the input's.
"""
