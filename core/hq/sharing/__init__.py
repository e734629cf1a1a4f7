"""Whether a branch's figures may be used further: asked by the office, decided by each branch."""
