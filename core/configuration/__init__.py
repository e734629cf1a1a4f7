"""What a branch has configured: versions with author, reason, day, approver and hash; rooms declare what may be."""
