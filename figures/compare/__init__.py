"""The pictures that compare heads: header and arrays for each tab, by numpy alone."""
