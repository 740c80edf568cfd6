"""The sealed blocks of each partner."""
