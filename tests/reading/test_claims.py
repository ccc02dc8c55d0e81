"""Letters about more than one claim, and those that only seem to be."""

import pytest

from letters.reading.denial import read_denial
from letters.reading.pages import Page

ONE = (
    "May 5, 2026\n\nClaim Number: KR26-04418\n\nWe deny your claim. The service is not medically necessary.\n"
)


@pytest.mark.parametrize(
    ("more", "claims"),
    [
        ("Claim Number: KR26-04418\n", 1),
        ("We paid claim KR26-04418-01 before.\n", 1),
        ("Your claim of 05/01/2026 came by fax. Send claim form 1500.\n", 1),
        ("Claim Number: KR26-77001\n", 2),
        ("We have paid claim 261002-0071 in full.\n", 2),
        ("Claim 261002-0071 is paid. Claim No. 261003-0072 is not.\n", 3),
    ],
)
def test_a_letter_about_several_claims_is_flagged(more, claims):
    doubts = [d for d in read_denial([Page(1, ONE + more)]).needs_review if d.field == "reference_numbers"]
    assert len(doubts) == (claims > 1)
    assert all(f"names {claims} claims" in doubt.why for doubt in doubts)
    assert all(doubt.at is not None for doubt in doubts)
