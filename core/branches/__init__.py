"""Branches with their rooms and beds, who sleeps where, and who is on duty."""
