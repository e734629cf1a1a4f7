"""Residents, their identity vault, consents, family and case team."""
