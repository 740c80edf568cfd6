"""What travels on the wire: pure codecs and rail calendars; no database, no business state."""
