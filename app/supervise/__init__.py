"""What `guildhall up` runs and in which order; knows nothing of banking."""
