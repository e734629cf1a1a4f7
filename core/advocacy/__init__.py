"""Advocacy: laws and rules that the network works on, how far they have come, and what was done and promised."""
