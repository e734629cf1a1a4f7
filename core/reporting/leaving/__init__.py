"""What leaves a branch: signed packages, its part in masked sums, and the ledger of all that ever left."""
