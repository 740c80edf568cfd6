"""List pages: filters as chips, order, columns, totals and pages, all of it in the address."""
