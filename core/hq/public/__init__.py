"""What the public is told: proposed by one person, let go by another, corrected as a whole."""
