"""The outside world when there is none: behind the adapters a real one would stand behind."""
