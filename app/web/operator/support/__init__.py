"""Looking at a partner's console to help, with a reason."""
