"""Cash that is really there: closed days, and breaks with their explanations."""
