"""Sign-in and security, shared by the three surfaces."""
