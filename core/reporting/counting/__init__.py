"""Counts populations in few passes, and tells of how many persons a count of events is."""
