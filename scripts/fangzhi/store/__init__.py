"""Versions of editions in an OCFL 1.1 storage root: written, listed, verified.

The Oxford Common File Layout (https://ocfl.io/1.1/spec/) keeps every version of an object readable
without any program: `inventory.json` says which file of which version has which digest. A file that
did not change is stored once.

packages.py reads what is to be stored, write.py writes it, objects.py and roots.py verify.
"""
