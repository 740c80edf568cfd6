"""Where a customer starts: what is there, or where the application stands."""
