"""A date that others missed is a breach by itself, once, with what the law makes them pay."""

from datetime import date
from decimal import Decimal

import pytest

from cases.services.events import event_record
from claimback.kernel.errors import Conflict, Invalid
from deadlines.breach import Standing, breach_of
from deadlines.breach_money import breach_money
from deadlines.models import Breach
from deadlines.selectors import breach_list
from deadlines.services.breaches import breach_value, breach_withdraw
from deadlines.services.docket import docket_recompute
from deadlines.services.facts import fact_change, fact_state
from deadlines.services.interest import interest_receive
from deadlines.services.rates import rate_add
from tests.deadlines.matter import Matter, ago, open_matter, open_storm

DECISION = "erisa-preservice-appeal-decision-one-level"
LIMIT = "tx-prompt-payment-outer-limit"


class Owed:
    """A deadline of the insurer's, due on 1 June, as it was missed."""

    def __init__(self, **more: object) -> None:
        self.duty_of, self.state, self.due_on, self.due_at = "insurer", "missed", date(2026, 6, 1), None
        self.met_on: date | None = None
        self.has_proposal, self.closed_reason = False, ""
        for name, value in more.items():
            setattr(self, name, value)


@pytest.mark.parametrize(
    ("row", "standing", "expected"),
    [
        (Owed(), False, Standing("open")),
        (Owed(duty_of="ours"), False, None),
        (Owed(has_proposal=True), False, None),
        (Owed(has_proposal=True), True, None),
        (Owed(state="met", met_on=date(2026, 6, 3)), False, Standing("cured", date(2026, 6, 3))),
        (Owed(state="met", met_on=date(2026, 6, 1)), False, None),
        (
            Owed(state="met", met_on=date(2026, 6, 1)),
            True,
            Standing("withdrawn", reason="It was done in time."),
        ),
        (Owed(state="open"), True, Standing("withdrawn", reason="Its date moved.")),
        (
            Owed(state="waived", closed_reason="They were told to wait."),
            True,
            Standing("withdrawn", reason="They were told to wait."),
        ),
        (Owed(due_on=None), False, None),
    ],
)
def test_when_a_missed_date_is_a_breach(row, standing, expected):
    assert breach_of(row, "America/Chicago", standing=standing) == expected


def breach_of_rule(matter: Matter, rule: str) -> Breach:
    found: Breach = breach_list(ago(0)).select_related("case__policy").get(case_id=matter.case.id, rule=rule)
    return found


def test_silence_is_a_breach_by_itself_and_is_cured_late(matter: Matter):
    matter.record("denial_received", ago(90))
    appeal = matter.record("appeal_received", ago(40), "delivered")
    breach = breach_of_rule(matter, DECISION)
    assert (breach.state, breach.due_on, breach.days_late) == ("open", ago(10), 10)  # type: ignore[attr-defined]
    assert (breach.started_by_id, breach.start_proof) == (appeal.id, "delivered")
    assert breach.consequence
    docket_recompute(case_id=matter.case.id)
    assert breach_of_rule(matter, DECISION).version == breach.version
    matter.record("final_denial_dated", ago(3))
    cured = breach_of_rule(matter, DECISION)
    assert (cured.state, cured.cured_on, cured.days_late) == ("cured", ago(3), 7)  # type: ignore[attr-defined]


def test_what_a_member_withdrew_is_not_found_again(matter: Matter):
    matter.record("denial_received", ago(90))
    matter.record("appeal_received", ago(40), "delivered")
    breach = breach_of_rule(matter, DECISION)
    actor = matter.firm.attorney
    with pytest.raises(Invalid):
        breach_withdraw(actor=actor, breach_id=breach.id, version=None, reason="")
    breach_withdraw(actor=actor, breach_id=breach.id, version=breach.version, reason="Agreed to wait.")
    docket_recompute(case_id=matter.case.id)
    again = breach_of_rule(matter, DECISION)
    assert (again.state, again.withdrawn_reason) == ("withdrawn", "Agreed to wait.")


@pytest.fixture
def storm(in_law) -> Matter:
    """A property claim in Texas that the insurer has not paid for a hundred days."""
    return open_storm(in_law)


def test_texas_interest_hangs_on_whether_weather_did_it(storm: Matter):
    actor = storm.firm.attorney
    for sooner in breach_list().filter(case_id=storm.case.id).exclude(rule=LIMIT):
        breach_withdraw(actor=actor, breach_id=sooner.id, version=None, reason="Done in time, by telephone.")
    breach = breach_of_rule(storm, LIMIT)
    assert breach.due_on == ago(40)
    eighteen, weather = breach_money(breach).reckoned
    assert (eighteen.amount, eighteen.needs) == (Decimal("1440.00"), ("weather_property_claim",))
    assert weather.needs == ("weather_property_claim", "judgment_rate")
    fact = fact_state(
        actor=actor, case_id=storm.case.id, name="weather_property_claim", value=True, source="Hail"
    )
    rate_add(
        actor=actor,
        reference="judgment",
        jurisdiction="TX",
        percent=Decimal("7.5"),
        from_on=ago(300),
        source="The register",
    )
    with pytest.raises(Conflict, match="noted already"):
        rate_add(
            actor=actor,
            reference="judgment",
            jurisdiction="TX",
            percent=Decimal(8),
            from_on=ago(300),
            source="The register",
        )
    (only,) = breach_money(breach).reckoned
    assert (only.amount, only.citation) == (
        Decimal("1000.00"),
        "Tex. Ins. Code 542.060(c); Tex. Fin. Code 304.003",
    )
    fact_change(actor=actor, fact_id=fact.id, version=None, value=False)
    breach_value(actor=actor, breach_id=breach.id, version=None, amount=Decimal(7300), currency="USD")
    (only,) = breach_money(breach_of_rule(storm, LIMIT)).reckoned
    assert only.amount == Decimal("144.00")
    storm.record("payment_received", ago(30))
    late = breach_money(breach_of_rule(storm, LIMIT))
    assert (late.until, late.days_late, late.reckoned[0].amount) == (ago(30), 10, Decimal("36.00"))
    assert late.reckoned[0].needs == ("payment_amount",)


def test_interest_that_came_is_posted_with_the_working_of_what_the_law_gives(storm: Matter):
    actor = storm.firm.attorney
    for sooner in breach_list().filter(case_id=storm.case.id).exclude(rule=LIMIT):
        breach_withdraw(actor=actor, breach_id=sooner.id, version=None, reason="Done in time, by telephone.")
    breach = breach_of_rule(storm, LIMIT)
    with pytest.raises(Conflict, match="no sum for this date as it stands"):
        interest_receive(actor=actor, breach_id=breach.id, on=ago(0))
    fact_state(actor=actor, case_id=storm.case.id, name="weather_property_claim", value=False, source="Fire")
    whole = interest_receive(actor=actor, breach_id=breach.id, on=ago(0))
    assert (whole.kind, whole.amount, whole.counterpart) == (
        "interest",
        Decimal("1440.00"),
        storm.case.insurer.name,
    )
    steps = {step["step"]: step for step in whole.working}
    assert steps["rate"]["result"] == "18 % a year"
    assert "542.060" in steps["interest"]["why"]
    part = interest_receive(actor=actor, breach_id=breach.id, on=ago(0), amount=Decimal(1000))
    assert part.working[-1]["why"] == "440.00 USD less than the 1440.00 reckoned."


def test_texas_interest_is_counted_once_and_falls_with_each_payment(storm: Matter):
    actor = storm.firm.attorney
    fact_state(actor=actor, case_id=storm.case.id, name="weather_property_claim", value=False, source="Theft")
    acknowledged = breach_of_rule(storm, "tx-prompt-payment-acknowledge")
    event_record(
        actor=actor,
        case_id=storm.case.id,
        kind="payment_received",
        on=ago(30),
        amount=Decimal(36500),
    )
    (carried,) = breach_money(breach_of_rule(storm, LIMIT)).reckoned
    assert (carried.amount, carried.needs, carried.carried_by) == (None, (), str(acknowledged.id))
    # Owed since the first missed date: 36 a day for 65 days, and 18 a day for the 30 since the payment.
    (counted,) = breach_money(breach_of_rule(storm, "tx-prompt-payment-acknowledge")).reckoned
    assert (acknowledged.due_on, counted.amount) == (ago(95), Decimal("2880.00"))
    # The next date that was missed carries it once the first is none.
    breach_withdraw(actor=actor, breach_id=acknowledged.id, version=None, reason="It was acknowledged.")
    (carried,) = breach_money(breach_of_rule(storm, LIMIT)).reckoned
    assert carried.carried_by == str(breach_of_rule(storm, "tx-prompt-payment-decide").id)


def test_breaches_over_http(db, api, law):
    with law.scope():
        matter = open_matter(law)
        matter.record("denial_received", ago(90))
        matter.record("appeal_received", ago(40), "delivered")
    client = api(law)
    rows = client.get("breaches", {"state": "open", "duty_of": "insurer"}).json()["results"]
    row = next(row for row in rows if row["rule"] == DECISION)
    assert (row["days_late"], row["amount"], row["start_proof"]) == (10, None, "delivered")
    one = client.get(f"breaches/{row['id']}")
    amount = {"amount": "120.50", "currency": "USD"}
    changed = client.patch(f"breaches/{row['id']}", {"amount": amount}, HTTP_IF_MATCH=one["ETag"])
    assert (changed.status_code, changed.json()["amount"]) == (200, amount)
    money = client.get(f"breaches/{row['id']}/money").json()
    assert (money["days_late"], money["until"]) == (10, ago(0).isoformat())
    rate = {
        "reference": "prime",
        "jurisdiction": "US",
        "percent": "7.5",
        "from_on": ago(9).isoformat(),
        "source": "The register",
    }
    noted = client.post("reference-rates", rate)
    assert noted.json()["percent"] == "7.5000"
    right = {"percent": "7.25", "source": "The register, of its correction"}
    corrected = client.patch(f"reference-rates/{noted.json()['id']}", right, HTTP_IF_MATCH=noted["ETag"])
    assert (corrected.json()["percent"], corrected.json()["source"]) == ("7.2500", right["source"])
    assert client.get(f"reference-rates/{noted.json()['id']}").json() == corrected.json()
    bad = client.post("reference-rates", rate | {"jurisdiction": "XX"})
    assert bad.json()["errors"][0]["pointer"] == "/jurisdiction"
    gone = client.post(f"breaches/{row['id']}/withdraw", {"reason": "Agreed."}, HTTP_IF_MATCH=changed["ETag"])
    assert gone.json()["state"] == "withdrawn"


def test_interest_is_posted_over_http(api, storm: Matter):
    client = api(storm.firm)
    for sooner in breach_list().filter(case_id=storm.case.id).exclude(rule=LIMIT):
        breach_withdraw(actor=storm.firm.attorney, breach_id=sooner.id, version=None, reason="Done in time.")
    fact_state(
        actor=storm.firm.attorney,
        case_id=storm.case.id,
        name="weather_property_claim",
        value=False,
        source="Fire",
    )
    came = {
        "on": ago(0).isoformat(),
        "amount": {"amount": "1000.00", "currency": "USD"},
        "reference": "Check 40418",
    }
    posted = client.post(f"breaches/{breach_of_rule(storm, LIMIT).id}/interest", came)
    assert posted.status_code == 201, posted.content
    assert (posted.json()["kind"], posted.json()["reference"]) == ("interest", "Check 40418")
    assert posted.json()["working"][-1]["why"] == "440.00 USD less than the 1440.00 reckoned."
