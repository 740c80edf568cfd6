"""The portal on somebody's phone: a manifest and icons for the brand of each host."""
