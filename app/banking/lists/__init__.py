"""What people keep of lists: views under a name, files to take along, things done to many lines."""
