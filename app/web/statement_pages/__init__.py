"""One statement, shown and handed out the same way in the portal and in the console."""
