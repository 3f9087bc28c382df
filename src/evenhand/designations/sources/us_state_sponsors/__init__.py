"""State sponsors of terrorism: `manifest.yml` says what it is, `parser` reads it."""
