"""Looking in to help: how somebody of the installation comes into a console, and leaves it."""
