"""A plausible network that nobody can take for real: for demonstration, training, and to measure by."""
