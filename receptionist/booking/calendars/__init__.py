"""Calendars outside, one a file."""
