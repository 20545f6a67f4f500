"""The virtual secretary: answers a firm's calls, books, takes messages, hands over to people."""

__version__ = "0.1.0"
