"""Kept views, exported files and batches: pages that console and oversight share."""
