"""The configuration studio: what a branch may configure, on screen, tried on invented people, approved, and back."""
