"""Identity providers of partners and banks: what they are, and what of theirs is believed."""
