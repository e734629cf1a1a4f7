"""A further use of a branch's figures: asked by the office, answered by the branch."""
