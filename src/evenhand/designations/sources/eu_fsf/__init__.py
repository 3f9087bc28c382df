"""The EU's consolidated financial sanctions list: `manifest.yml` says what it is, `parser` reads it."""
