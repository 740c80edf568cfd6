"""Single sign-on of staff and officers: the walk to their provider and back, and its settings."""
