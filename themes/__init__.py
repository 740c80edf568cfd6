"""How a brand looks: typed tokens and what is derived from them; values only, never rules."""
