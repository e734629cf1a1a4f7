"""Who may do what: users, roles in time, sign-in, second factor, sessions, need-to-know."""
