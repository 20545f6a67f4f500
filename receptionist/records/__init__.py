"""What is kept: the journal, conversations, messages, recordings."""
