"""A branch's line to the office of another node: packages on their way, and signed questions."""
