"""Lists that declare themselves once: columns, filters, order; reads them page by page."""
