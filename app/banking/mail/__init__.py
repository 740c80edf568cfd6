"""Letters by e-mail: what they say, to whom, and how far they came."""
