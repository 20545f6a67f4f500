"""What either dialogue engine calls."""
