"""Metadata crosswalks: what the header of an edition says, in the words of other standards.

`table.FIELDS` is the one place that says which field goes where; each other module writes one
standard and gives a `Record`: the file, and the gaps between what the standard demands and what the
header has. Nothing is invented to fill a gap.
"""
