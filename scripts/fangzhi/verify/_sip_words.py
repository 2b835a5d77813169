"""The words that specifications allow: of the DILCIS Board, and of the Library of Congress."""

from __future__ import annotations

# mets/@TYPE (CSIP2).
CATEGORIES = frozenset(
    (
        "Textual works – Print",
        "Textual works – Digital",
        "Textual works – Electronic Serials",
        "Digital Musical Composition (score-based representations)",
        "Photographs – Print",
        "Photographs – Digital",
        "Other Graphic Images – Print",
        "Other Graphic Images – Digital",
        "Microforms",
        "Audio – On Tangible Medium (digital or analog)",
        "Audio – Media-independent (digital)",
        "Motion Pictures – Digital and Physical Media",
        "Video – File-based and Physical Media",
        "Software",
        "Datasets",
        "Geospatial Data",
        "Databases",
        "Websites",
        "Collection",
        "Event",
        "Interactive resource",
        "Physical object",
        "Service",
        "Mixed",
        "Other",
        "OTHER",
    )
)
PACKAGES = frozenset(("SIP", "AIP", "DIP", "AIU", "AIC"))  # @csip:OAISPACKAGETYPE (CSIP9)
STATUSES = frozenset(("CURRENT", "SUPERSEDED"))  # of metadata (CSIP20, CSIP34)
# metsHdr/@RECORDSTATUS (SIP3); REPLEACEMENT is how the published list spells it.
RECORD_STATUSES = frozenset(
    ("NEW", "SUPPLEMENT", "REPLACEMENT", "REPLEACEMENT", "TEST", "VERSION", "DELETE", "OTHER")
)
# id.loc.gov/vocabulary/preservation: eventType.
EVENT_TYPES = frozenset(
    (
        "accession",
        "appraisal",
        "capture",
        "compiling",
        "compression",
        "creation",
        "deaccession",
        "decompression",
        "decryption",
        "deletion",
        "digital signature generation",
        "digital signature validation",
        "displaying",
        "dissemination",
        "encryption",
        "execution",
        "exporting",
        "extraction",
        "filename change",
        "fixity check",
        "forensic feature analysis",
        "format identification",
        "imaging",
        "information package creation",
        "information package merging",
        "information package splitting",
        "ingestion",
        "ingestion end",
        "ingestion start",
        "interpreting",
        "message digest calculation",
        "metadata extraction",
        "metadata modification",
        "migration",
        "modification",
        "normalization",
        "packing",
        "policy assignment",
        "printing",
        "quarantine",
        "recovery",
        "redaction",
        "refreshment",
        "rendering",
        "replication",
        "transfer",
        "unpacking",
        "unquarantine",
        "validation",
        "virus check",
    )
)
OUTCOMES = frozenset(("success", "fail", "warning"))  # eventOutcome
AGENT_TYPES = frozenset(("hardware", "organization", "person", "software"))  # agentType
