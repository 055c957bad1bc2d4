"""English as the office writes it: a day by its name of the month, a moment by the clock of 24 hours, as in letters."""

DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
