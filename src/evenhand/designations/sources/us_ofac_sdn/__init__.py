"""OFAC's Specially Designated Nationals: `manifest.yml` says what it is, `parser` reads it."""
