"""Keyset cursors in an address: the kernel's own, under the name that pages know."""

from app.kernel.cursors import CURSOR_LENGTH_MAX, read_cursor, write_cursor

__all__ = ["CURSOR_LENGTH_MAX", "read_cursor", "write_cursor"]
