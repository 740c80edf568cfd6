"""A bank's partners: all of them, and one."""
