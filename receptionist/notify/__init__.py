"""What leaves for people's phones and mailboxes, through an outbox."""
