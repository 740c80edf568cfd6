"""Who asked for what, who has to agree, and who did; what is agreed to is executed elsewhere."""
