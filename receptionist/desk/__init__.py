"""People who take calls that are handed over."""
