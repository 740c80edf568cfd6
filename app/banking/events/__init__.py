"""The outbox: work and news that follow a fact, written in its transaction."""
