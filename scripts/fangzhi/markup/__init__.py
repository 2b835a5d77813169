"""Recognition: roles, joins and reading order, as spans over the source. No text is touched."""
