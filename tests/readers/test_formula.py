"""Formulas in one line: MathML, and those of Office."""

from __future__ import annotations

import pytest
from lxml import etree

from fangzhi.readers._formula import formula

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x²"),
        ("<math><msub><mi>x</mi><mi>i</mi></msub></math>", "x_i"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math>",
         "(a+b)/2"),
        ("<math><mroot><mi>x</mi><mn>3</mn></mroot></math>", "³√x"),
        ('<math><mfenced open="["><mi>a</mi><mi>b</mi></mfenced></math>', "[a,b)"),
        ("<math><semantics><mi>x</mi><annotation>no</annotation></semantics></math>", "x"),
        (f"<m:oMath {M}><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r>"
         "</m:sup></m:sSup></m:oMath>", "x²"),
        (f'<m:oMath {M}><m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>1</m:t>'
         "</m:r></m:sub><m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>k</m:t></m:r></m:e>"
         "</m:nary></m:oMath>", "∑₁ⁿ k"),
        (f'<m:oMath {M}><m:d><m:dPr><m:begChr m:val="|"/><m:endChr m:val="|"/></m:dPr><m:e><m:r>'
         "<m:t>x</m:t></m:r></m:e></m:d></m:oMath>", "|x|"),
    ],
)  # fmt: skip
def test_no_sign_and_no_sense_is_lost(markup: str, text: str) -> None:
    """What only shape or an attribute says stands in the text as a character."""
    assert formula(etree.fromstring(markup)) == text
