"""How catalogues and scans of others are read: pure functions, no database."""
