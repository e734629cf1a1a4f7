"""Street outreach: outings, places visited, and children met under a nickname."""
