"""On which of thirty days, counted from 0, what happens to which site."""

DAYS = 30
# The site has a new layout from this day on.
RELAUNCH = 15
# The site is away on this day.
OUTAGE = 10
# The article of the day before says something else from this day on.
CORRECTION = 13
# The site writes nothing after this day.
LAST_OF_SILENT = 20
