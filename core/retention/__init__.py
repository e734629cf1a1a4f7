"""The end of a file: when its term is over, what keeps it, who decides, and what is left of it for the figures."""
