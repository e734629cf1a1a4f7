"""The night's work: what falls due by itself, done by whichever server is there, and seen to have been done."""
