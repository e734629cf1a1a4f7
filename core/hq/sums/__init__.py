"""Masked sums: what branches hide, added up so that the office learns of none of them alone."""
