"""The only floor that speaks SQL: SQLite, migrations, group commit."""
