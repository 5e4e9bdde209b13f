"""Conversation and work: channels, reception, dialogue, desk, courier, timekeeper, pages."""
