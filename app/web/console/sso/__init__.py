"""Single sign-on in the console."""
