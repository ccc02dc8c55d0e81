"""What a policy grants and asks: coverage, limits, deductibles, endorsements, quotes, and duties that become clocks."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.models import Deductible, Limit, Provision
from cases.policy_sheet import deductible_amount, in_force
from cases.services.policies import policy_add, provision_add, provision_verify
from cases.services.policy_terms import policy_duty_add, policy_duty_change, policy_duty_remove
from cases.services.quotes import quote_check
from claimback.kernel.errors import Invalid
from claimback.storage.models import FilePage
from deadlines.selectors import deadline_list
from tests.cases.papers import document

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("on", "dates", "state", "says"),
    [
        (date(2026, 3, 2), YEAR, "in_force", "falls into the policy, from 2026-01-01 to 2026-12-31"),
        (date(2026, 12, 31), YEAR, "in_force", "falls into"),
        (date(2025, 12, 31), YEAR, "not_in_force", "before the policy began on 2026-01-01"),
        (date(2027, 1, 1), YEAR, "not_in_force", "after the policy ended"),
        (date(2026, 3, 2), (date(2026, 1, 1), None), "in_force", "with no end"),
        (date(2026, 3, 2), (None, None), "unknown", "not recorded"),
        (None, YEAR, "unknown", "no date of loss"),
    ],
)
def test_a_policy_is_in_force_or_not_on_the_day_of_the_loss(on, dates, state, says):
    found = in_force("the policy", on, *dates)
    assert found.state == state
    assert says in found.why


def test_a_percentage_deductible_comes_to_cents_of_its_limit(in_law):
    dwelling = Limit(amount=Decimal("312345.67"))
    assert deductible_amount(Deductible(percent=Decimal(2), percent_of=dwelling)) == Decimal("6246.91")
    assert deductible_amount(Deductible(amount=Decimal(2500))) == Decimal(2500)


@pytest.mark.parametrize(
    ("quote", "text", "span", "check"),
    [
        ("in the air", None, (None, None), "unverified"),
        ("in the air", "word in the\nair", (None, None), "verified"),
        ("in the air", "word in the air", (5, 15), "verified"),
        ("in the air", "word in the air", (4, 14), "differs"),
        ("on the ground", "word in the air", (None, None), "differs"),
    ],
)
def test_a_quote_stands_there_or_not(quote, text, span, check):
    assert quote_check(quote, text, *span) == check


@pytest.fixture
def home(in_law, insured, insurer, opened):
    """A property case with its policy."""
    law: dict[str, Any] = {"line_of_business": "property", "plan_type": "personal", "jurisdiction": "TX"}
    policy = policy_add(
        actor=in_law.attorney,
        client_id=insured.id,
        insurer_id=insurer.id,
        effective_from=date(2026, 1, 1),
        effective_to=date(2027, 1, 1),
        **law,
    )
    return opened(policy_id=policy.id, title="Hail on the roof", **law)


def test_a_homeowner_s_policy_is_recorded_over_the_api_and_read_on_the_day_of_the_loss(api, in_law, home):
    staff = api(in_law, "case_staff")

    def add(segment: str, **body: object) -> str:
        answer = staff.post(segment, {"policy_id": str(home.policy_id), **body})
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    usd = {"amount": "300000.00", "currency": "USD"}
    form = add(
        "endorsements",
        form_number="TX 04 12",
        edition="05 11",
        title="Wind and hail",
        changes="A percentage deductible for wind and hail.",
        effective_from="2026-06-01",
    )
    dwelling = add("coverages", part="dwelling", label="Coverage A")
    limit = add("limits", coverage_id=dwelling, kind="per_occurrence", amount=usd)
    add(
        "limits",
        kind="sub_limit",
        applies_to="Theft of jewelry",
        amount={"amount": "1500", "currency": "USD"},
    )
    add("deductibles", peril="wind_hail", percent="2.00", percent_of_id=limit, endorsement_id=form)
    both = {"policy_id": str(home.policy_id), "percent": "2.00", "percent_of_id": limit, "amount": usd}
    refused = staff.post("deductibles", both)
    assert [e["pointer"] for e in refused.json()["errors"]] == ["/amount"]
    sheet = staff.get(f"cases/{home.id}/policy").json()
    assert sheet["standing"]["state"] == "in_force"
    assert [row["amount"]["amount"] for row in sheet["deductibles"]] == ["6000.00"]
    assert [row["applies_to"] for row in sheet["limits"]] == ["", "Theft of jewelry"]
    assert [row["standing"]["state"] for row in sheet["endorsements"]] == ["not_in_force"]
    path = f"limits/{limit}/remove"
    gone = staff.post(path, {"reason": "Another policy's"}, HTTP_IF_MATCH='"1"')
    assert (gone.status_code, gone.json()["removed_reason"]) == (200, "Another policy's")
    assert staff.post(path, {"reason": "Again"}, HTTP_IF_MATCH='"2"').status_code == 409
    assert len(staff.get("limits?removed=false").json()["results"]) == 1
    assert api(in_law, "viewer").post("coverages", both).status_code == 403


def test_a_duty_of_the_policy_is_a_deadline_cited_by_provision_and_page(in_law, home):
    actor = in_law.attorney
    paper = document(actor, home.id, "Policy")
    words = "Legal action must be started within two years after the date of loss."
    FilePage.objects.create(file_id=paper.file_id, number=14, text=f"SECTION I\n{words}\n")
    place = {"document_id": paper.id, "page": 14}
    provision = provision_add(
        actor=actor,
        policy_id=home.policy_id,
        label="Suit Against Us",
        kind="suit_limitation",
        quote=words,
        **place,
    )
    assert provision.quote_check == "verified"
    duty = policy_duty_add(
        actor=actor,
        policy_id=home.policy_id,
        provision_id=provision.id,
        kind="suit_limitation",
        n=2,
        unit="years",
    )
    row = deadline_list().get(case_id=home.id, rule__startswith="policy-")
    assert (row.due_on, row.trigger_event_id, row.state) == (date(2028, 3, 2), None, "open")
    assert (row.citation, row.checked) == ("policy, provision Suit Against Us, page 14", "primary")
    assert row.rule == f"policy-suit-limitation-{duty.id.hex[-8:]}"
    assert {"trigger", "count", "due", "safe"} <= {step["step"] for step in row.working}
    policy_duty_change(actor=actor, duty_id=duty.id, version=1, n=1)
    (moved,) = row.proposals.filter(state="proposed")
    assert (moved.cause, moved.new_due_on) == ("policy", date(2027, 3, 2))
    assert "1 years by the policy" in moved.reason
    policy_duty_remove(actor=actor, duty_id=duty.id, version=2, reason="Not in this edition")
    (ended,) = row.proposals.filter(state="proposed")
    assert ended.kind == "close"
    assert "It was taken out." in ended.reason


def test_a_quote_is_checked_again_once_its_page_has_text(in_law, home):
    actor = in_law.attorney
    paper = document(actor, home.id, "Policy")
    made = provision_add(
        actor=actor,
        policy_id=home.policy_id,
        label="7",
        kind="exclusion",
        quote="We do not cover wear.",
        document_id=paper.id,
        page=3,
    )
    assert made.quote_check == "unverified"
    FilePage.objects.create(file_id=paper.file_id, number=3, text="We do not insure wear.")
    assert provision_verify(actor=actor, provision_id=made.id, version=1).quote_check == "differs"
    assert Provision.objects.get(id=made.id).version == 2


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"n": None}, "/n"),
        ({"n": 20_000, "unit": "years"}, "/n"),
        ({"unit": "reasonable"}, "/n"),
        ({"kind": "singing"}, "/kind"),
        ({"counts_from": "never"}, "/counts_from"),
    ],
)
def test_a_duty_without_sense_is_refused_by_field(in_law, home, values, pointer):
    provision = provision_add(
        actor=in_law.staff, policy_id=home.policy_id, label="2", kind="condition", quote="Promptly."
    )
    usual = {"kind": "proof_of_loss", "n": 60, "unit": "calendar_days", "provision_id": provision.id}
    with pytest.raises(Invalid) as refused:
        policy_duty_add(actor=in_law.staff, policy_id=home.policy_id, **usual | values)
    assert [problem.pointer for problem in refused.value.errors] == [pointer]
