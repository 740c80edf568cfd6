"""Today's work: what waits for one person, what closes next, and how the day stands."""
