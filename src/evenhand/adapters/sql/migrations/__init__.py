"""Schema changes, one module a step, run by `adapters.sql.engine.migrate`; never edited once released."""
