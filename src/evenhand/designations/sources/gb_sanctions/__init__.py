"""UK sanctions lists: `manifest.yml` says what it is, `parser` reads it."""
