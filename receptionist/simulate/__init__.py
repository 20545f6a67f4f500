"""Simulated callers: what they want and how they talk, the calls they make, the score by what stands in the books."""
