"""Pages of approvals, the same for a partner's staff and a bank's officers."""
