"""Who the partners and banks are: model, tables and resolution; changing them is banking's work."""
