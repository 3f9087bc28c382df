"""OpenSanctions exports: `manifest.yml` says what it is, `parser` reads it."""
