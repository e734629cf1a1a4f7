"""After-care: whom to reach when, how to reach her safely, whether she was reached and how she is."""
