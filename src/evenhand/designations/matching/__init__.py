"""Names compared in every script: `matcher.compare` for two, `index.ScreeningIndex` for one against many."""
