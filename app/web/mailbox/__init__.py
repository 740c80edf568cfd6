"""The development mailbox: letters that never leave, read by whoever works on the machine."""
