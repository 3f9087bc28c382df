"""Others' formats: STIX 2.1 out and in, the MISP galaxy and Meta's indicator rows in, technique catalogues."""
