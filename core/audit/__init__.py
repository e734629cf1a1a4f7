"""Hash-chained record of what was written and of every read of the most sensitive classes."""
