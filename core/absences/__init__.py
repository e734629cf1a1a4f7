"""Residents who are missing: reported in one act, sought by the steps of the country, and ended when she is found."""
