"""What stands up to an outside evaluation: cohorts after exit, and extracts for research."""
