"""Home as staff and officers have it: what waits, what closes next, how the day stands."""
