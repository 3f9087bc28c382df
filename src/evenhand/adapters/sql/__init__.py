"""SQL stores (SQLite by default, PostgreSQL by configuration) over SQLAlchemy; schema changes by Alembic migrations."""
