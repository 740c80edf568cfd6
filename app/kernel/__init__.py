"""Values every layer shares: money, ids, clocks and errors; imports nothing of ours."""
