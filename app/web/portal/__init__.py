"""The portal: one folder an area."""
