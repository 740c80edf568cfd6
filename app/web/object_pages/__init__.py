"""What pages of one thing share: its timeline, its next steps, notes, messages and raw record."""
