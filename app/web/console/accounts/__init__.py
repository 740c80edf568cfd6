"""Accounts, their lines, holds and freezes."""
