"""The time door: work that waits in Postgres, done once, for one partner at a time."""
