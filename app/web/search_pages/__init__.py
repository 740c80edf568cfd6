"""Search as every surface has it: one box, one page, the same manners."""
