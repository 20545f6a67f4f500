"""English: grammar and wording."""
