"""Where an officer starts: what waits, what closes next, how the day stands."""
