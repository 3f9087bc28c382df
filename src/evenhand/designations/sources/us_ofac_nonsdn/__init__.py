"""OFAC's consolidated non-SDN list: `manifest.yml` says what it is, `parser` reads it."""
