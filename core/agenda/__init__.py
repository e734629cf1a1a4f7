"""Tasks: planned activities with an owner and a due instant; one rule for overdue."""
