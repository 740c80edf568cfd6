"""The pages of an audit trail, the same for a partner's own staff and for its bank."""
