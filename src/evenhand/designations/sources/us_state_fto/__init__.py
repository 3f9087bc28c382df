"""The State Department's terrorist designations: `manifest.yml` says what it is, `parser` reads it."""
