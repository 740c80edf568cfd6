"""The browser door: three surfaces over one core."""
