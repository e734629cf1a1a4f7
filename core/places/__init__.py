"""Administrative divisions, seeded from the country."""
