"""What is free, holding it, booking it."""
