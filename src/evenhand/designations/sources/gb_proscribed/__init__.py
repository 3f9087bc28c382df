"""UK proscribed organisations: `manifest.yml` says what it is, `parser` reads it."""
