"""Canada's listed terrorist entities: `manifest.yml` says what it is, `parser` reads it."""
