"""What letters of a negotiation take from the numbers that were put, their days and their terms."""

from datetime import timedelta
from typing import Any

from cases.services.negotiation import offer_record
from cases.services.offer_answers import offer_reject
from claimback.kernel.clock import today
from letters.services.offer_particulars import offer_particulars
from letters.writing.catalogue import templates
from tests.cases.conftest import insured, insurer, opened  # noqa: F401 - fixtures
from tests.firms import TestFirm

DAY = timedelta(days=1)


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def test_a_counter_offer_and_a_rejection_name_what_they_answer(in_law: TestFirm, opened: Any) -> None:  # noqa: F811
    case = opened(line_of_business="property", plan_type="personal")
    on = today(case.time_zone)
    whose: dict[str, Any] = {"actor": in_law.attorney, "case_id": case.id}

    def known(template: str) -> dict[str, object]:
        return offer_particulars(case, template, templates()[template].particulars)

    assert known("counter_offer") == known("offer_rejection") == known("internal_appeal") == {}
    offered = offer_record(
        **whose,
        side="insurer",
        kind="offer",
        amount=usd("9000.00"),
        parts=[{"part": "dwelling", "amount": usd("9000.00")}],
    )
    offer_record(
        **whose,
        side="ours",
        kind="counter_offer",
        answers_id=offered.id,
        amount=usd("30000.00"),
        parts=[
            {"part": "dwelling", "amount": usd("26000.00")},
            {"part": "contents", "amount": usd("4000.00")},
        ],
        payment_days=20,
        other_terms=["Depreciation stays open."],
        expires_on=on + 10 * DAY,
    )
    assert known("counter_offer") == {
        "offered_on": on.isoformat(),
        "items": [
            {"item": "A – Dwelling", "offered": usd("9000.00"), "ours": usd("26000.00")},
            {"item": "C – Personal property", "offered": usd("0.00"), "ours": usd("4000.00")},
        ],
        "terms": [
            "Released: this claim",
            "Payment within 20 days of the agreement",
            "Depreciation stays open.",
        ],
        "open_until": (on + 10 * DAY).isoformat(),
    }
    last = offer_record(**whose, side="insurer", kind="offer", amount=usd("12000.00"))
    offer_reject(
        actor=in_law.attorney,
        offer_id=last.id,
        version=None,
        reasons=["items_left_out", "other"],
        words="The contents are missing.",
    )
    assert known("offer_rejection") == {
        "offered_on": on.isoformat(),
        "offered": usd("12000.00"),
        "owed": usd("30000.00"),
        "reasons": ["It leaves out parts of the loss", "The contents are missing."],
    }
