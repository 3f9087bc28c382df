"""Alembic's entry: runs the steps on the connection (and in the transaction) that `migrate` opened."""

from __future__ import annotations

from alembic import context

from evenhand.adapters.sql.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can, since the transaction is ours and not the driver's
)
with context.begin_transaction():
    context.run_migrations()
