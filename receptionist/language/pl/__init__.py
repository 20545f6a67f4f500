"""Polish: grammar and wording."""
