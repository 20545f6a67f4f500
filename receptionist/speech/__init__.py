"""Hearing and speaking: engines behind the ports in speech.py."""
