"""What core gives to tests: its own, and those of every country; nothing else imports it."""
