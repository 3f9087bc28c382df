"""The groups on the UN Security Council's list: `manifest.yml` says what it is, `parser` reads it."""
