"""Validity by a schema: our own, those of the command line, and those that a file names."""
