"""The browser door: four surfaces over one core."""
