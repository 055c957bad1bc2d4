"""What the pages of government requests ask for: clean values, no rules."""
