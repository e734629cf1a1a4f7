"""The regional office: receives, verifies, compares and exports submissions; knows no country store."""
