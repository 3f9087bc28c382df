"""The UN Security Council's consolidated list: `manifest.yml` says what it is, `parser` reads it."""
