"""Connections to addresses that somebody outside chose: guarded, bounded, never redirected."""
