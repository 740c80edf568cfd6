"""What the brand's staff keep of lists."""
