"""Legal forms of the country: prefilled, checked, versioned, signed, printed."""
