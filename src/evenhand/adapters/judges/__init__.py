"""Judges: a configured model that says what words do towards a name. It never decides: it adds a stance, or abstains."""
