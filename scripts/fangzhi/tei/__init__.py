"""TEI P5: written from an outline, read through `Edition`, and accounted for by the ledger."""
