"""A period's figures across branches: kept by what arrives, added up where that is honest, told in words."""
