"""The page that shows every component, in every state and theme; development and demo only."""
