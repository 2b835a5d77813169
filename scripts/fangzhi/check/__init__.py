"""Checks of TEI files: schema, rules beyond grammar, links, and the ledger."""
