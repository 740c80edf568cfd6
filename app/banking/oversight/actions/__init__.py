"""Changes that officers, and the installation, make."""
