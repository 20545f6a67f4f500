"""What speech means and how it is said; all of it pure."""
