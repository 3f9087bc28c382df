"""The two places that wire things together: `platform` and `monitor`."""
