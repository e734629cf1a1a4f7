"""Reports that a branch owes to authorities and donors: when they are due, what they say, whether they left."""
