"""The operator's surface, for whoever runs the installation: one folder an area."""
