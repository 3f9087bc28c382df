"""How things look on a terminal, shared by the command line and the demo (docs/adr/0005)."""
