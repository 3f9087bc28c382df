"""The US Consolidated Screening List: `manifest.yml` says what it is, `parser` reads it."""
