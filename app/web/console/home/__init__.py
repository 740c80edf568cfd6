"""The console's home: what waits for someone today."""
