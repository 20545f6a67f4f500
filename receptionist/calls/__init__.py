"""One call from ring to goodbye: the session, turn-taking, the journal's port."""
