"""Programme versions, episodes of care, moves with criteria and approvals, exits, re-entries, transfers."""
