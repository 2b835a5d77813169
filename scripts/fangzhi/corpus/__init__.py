"""A whole corpus: editions found in a folder, the road for each, and what became of them.

The road of a corpus: `find` → `state` (what is to be done) → `workers` or `cluster` (each edition
by `road`, in a process that may die) → `state` → `summary` and `report`. `run` is these lines.
"""
