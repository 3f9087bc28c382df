"""The operator's own list: `manifest.yml` says what it is, `parser` reads it."""
