"""Canada's autonomous sanctions list: `manifest.yml` says what it is, `parser` reads it."""
