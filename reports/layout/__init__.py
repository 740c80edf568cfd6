"""The letter every document is written on: paper, brand, footer, sandbox mark."""
