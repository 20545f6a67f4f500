"""Twilio: webhooks and Media Streams."""
