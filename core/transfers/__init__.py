"""Transfers between branches as people work on them: from a resident's page to the other house and back."""
