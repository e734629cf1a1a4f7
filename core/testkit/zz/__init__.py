"""Zedland, a complete imaginary country (ISO user-assigned code ZZ) on which core's own tests run.

It differs from real countries on purpose: a week that ends on Friday and Saturday in one calendar, a form of address
written from right to left, documents with and without a check digit. No rule of it is any state's law.
"""
