"""What must hold of the books at every moment: asked in one SQL file, kept, and shown."""
