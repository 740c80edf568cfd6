"""What the brand's staff ask each other for."""
