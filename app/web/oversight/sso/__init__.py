"""Single sign-on in oversight."""
