"""The command line: one module a noun; each parses, calls one use case and renders. Heavy modules load inside the commands."""
