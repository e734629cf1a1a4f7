"""SQL that says the same on SQLite and PostgreSQL: expressions, midnights, and what days have to do with a period."""
