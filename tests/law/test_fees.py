"""Caps on fees: what ships is sound, unsound files are refused by name, and what a cap comes to, with its working."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from claimback.kernel.money import money
from deadlines.fee_caps import FeeFacts, Moment, bars_on, fee_caps, judge
from deadlines.law.checks import CatalogueError
from deadlines.law.fees import cap_to_json, fee_law, load_fee_laws, parse_fee_laws

CHECKED = {"grade": "primary", "date": "2026-11-22", "source": "the text"}
CAP = {
    "id": "a-cap",
    "percent": "10",
    "citation": "1 Code 1",
    "paraphrase": "Ten percent.",
    "checked": CHECKED,
}


def facts(place: str, **values: Any) -> FeeFacts:
    """A fee of a public adjuster on 100,000 dollars of a home's insurance, signed on 2025-03-10."""
    usual: dict[str, Any] = {
        "who": "public_adjuster",
        "jurisdiction": place,
        "line": "property",
        "plan_type": "personal",
        "kind": "percentage",
        "claim_type": "initial",
        "signed": Moment(date(2025, 3, 10)),
        "recovered": money(values.pop("recovered", 100_000), "USD"),
        "recovered_before": money(values.pop("before", 0), "USD"),
        "billed_before": money(values.pop("billed", 0), "USD"),
        "recovered_on": date(2025, 6, 1),
    }
    return FeeFacts(**usual | values)


NOT_EARLY = {"limits_committed_early": False}
FL_AGAIN = "fl-public-adjuster-fee"
CALM = {"catastrophic_loss": False}
EMERGENCY = {"declared_emergency": True, **NOT_EARLY}
DECLARED = {"disaster_declared": Moment(date(2025, 3, 1)), "claim_received": Moment(date(2025, 3, 8))}
OLD = DECLARED | {"claim_received": Moment(date(2026, 3, 2))}
PAID_EARLY = {"policy_limits_committed": Moment(date(2025, 3, 20)), "loss_occurred": Moment(date(2025, 3, 1))}


def day(month: int, on: int, hour: int | None = None) -> Moment:
    return Moment(
        date(2025, month, on), None if hour is None else datetime(2025, month, on, hour, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("place", "values", "cap", "allowed"),
    [
        ("FL", {"facts": EMERGENCY, "moments": DECLARED}, "fl-public-adjuster-fee-emergency", "10000.00"),
        ("FL", {"facts": EMERGENCY, "moments": OLD}, "fl-public-adjuster-fee", "20000.00"),
        ("FL", {"facts": NOT_EARLY | {"declared_emergency": False}}, "fl-public-adjuster-fee", "20000.00"),
        ("FL", {"facts": EMERGENCY, "moments": OLD, "claim_type": "reopened"}, FL_AGAIN, "20000.00"),
        ("FL", {"facts": EMERGENCY, "moments": PAID_EARLY}, "fl-public-adjuster-fee-limits-early", "1000.00"),
        ("FL", {"recovered_on": date(2025, 3, 9)}, "fl-public-adjuster-fee-paid-before", "0.00"),
        ("TX", {"facts": NOT_EARLY}, "tx-public-adjuster-fee", "10000.00"),
        ("TX", {"facts": {"limits_committed_early": True}}, "tx-public-adjuster-fee-limits-paid-early", "0.00"),
        ("TX", {"kind": "hourly"}, "tx-public-adjuster-fee", "10000.00"),
        ("TX", {"facts": NOT_EARLY, "before": 50_000, "billed": 5_000}, "tx-public-adjuster-fee", "10000.00"),
        ("TN", {}, "tn-public-adjuster-fee", "15000.00"),
        ("TN", {"offered": money(60_000, "USD")}, "tn-public-adjuster-fee-after-offer", "10000.00"),
        ("DE", {}, "de-public-adjuster-fee", "9625.00"),
        ("DE", {"recovered": 20_000}, "de-public-adjuster-fee", "500.00"),
        ("NE", {"facts": NOT_EARLY | {"catastrophic_loss": True}}, "ne-public-adjuster-fee-catastrophe", "9999.99"),
        ("KY", {"facts": NOT_EARLY | {"catastrophic_loss": False}}, "ky-public-adjuster-fee", "15000.00"),
        ("MI", {"marked": money(30_000, "USD")}, "mi-public-adjuster-fee", "3000.00"),
        ("LA", {}, "la-percentage", "0.00"),
        ("GA", {"facts": NOT_EARLY}, "ga-public-adjuster-fee", "33300.00"),
        ("VA", {"facts": CALM, "recovered": 0}, "va-public-adjuster-fee-before-settlement", "0.00"),
        ("UT", {}, None, None),
        ("LA", {"kind": "hourly"}, None, None),
        ("TN", {"plan_type": "commercial"}, None, None),
        ("CO", {"facts": {"catastrophic_loss": False}}, None, None),
    ],
)  # fmt: skip
def test_the_cap_that_governs(
    place: str, values: dict[str, Any], cap: str | None, allowed: str | None
) -> None:
    found = fee_caps(facts(place, **values)).lowest
    assert (found and found.cap.id, found and f"{found.allowed.amount:.2f}") == (cap, allowed)
    if found:
        assert f"{found.allowed.amount:,.2f} USD" in found.steps[-1][1]


def test_an_attorney_s_contingency_has_no_cap_that_is_known_here() -> None:
    answer = fee_caps(facts("FL", who="attorney", kind="contingency"))
    assert (answer.law, answer.lowest) == (None, None)
    law = fee_law("public_adjuster", "CA")
    assert law is not None
    assert law.no_cap is not None
    assert law.no_cap.checked.grade == "primary"


@pytest.mark.parametrize(
    ("place", "values", "fee", "says", "needs"),
    [
        ("FL", {}, 20_000, "needs", {"limits_committed_early", "declared_emergency", "claim_received"}),
        ("FL", {"facts": EMERGENCY}, 15_000, "needs", {"claim_received"}),
        ("FL", {"facts": NOT_EARLY}, 10_000, "allowed", set()),
        ("FL", {"facts": NOT_EARLY}, 20_001, "above", set()),
        (
            "FL",
            {"facts": EMERGENCY, "moments": {"claim_received": day(3, 8)}},
            15_000,
            "needs",
            {"disaster_declared"},
        ),
        ("MI", {}, 1, "needs", {"marked_coverages"}),
        ("TN", {"plan_type": ""}, 16_000, "needs", {"plan_type"}),
        ("KY", {"facts": NOT_EARLY}, 10_000, "allowed", set()),
        ("KY", {"facts": NOT_EARLY}, 12_000, "needs", {"catastrophic_loss"}),
        ("KY", {"facts": NOT_EARLY, "signed": Moment(date(2023, 6, 28))}, 40_000, "allowed", set()),
        ("NE", {"facts": NOT_EARLY | {"catastrophic_loss": True}}, 10_000, "above", set()),
    ],
)
def test_a_fee_waits_for_a_fact_only_where_the_fact_would_forbid_it(
    place: str, values: dict[str, Any], fee: int, says: str, needs: set[str]
) -> None:
    verdict = judge(fee_caps(facts(place, **values)), money(fee, "USD"))
    assert verdict.says == says
    assert {need for found in verdict.caps for need in found.needs} == needs


@pytest.mark.parametrize(
    ("reported", "committed", "unsettled", "allowed"),
    [
        (day(3, 1), day(3, 3), False, 0),
        (day(3, 1), day(3, 4), True, 0),
        (day(3, 1), day(3, 5), False, 10_000),
        (day(3, 1, 9), day(3, 4, 9), False, 0),
        (day(3, 1, 9), day(3, 4, 10), False, 10_000),
    ],
)
def test_hours_are_told_by_the_hour_or_not_at_all(
    reported: Moment, committed: Moment, unsettled: bool, allowed: int
) -> None:
    moments = {"claim_received": reported, "policy_limits_committed": committed}
    answer = fee_caps(facts("TX", moments=moments))
    assert bool(answer.unsettled) == unsettled
    if not unsettled:
        assert answer.lowest is not None
        assert answer.lowest.allowed == money(allowed, "USD")


@pytest.mark.parametrize(
    ("place", "kind", "signed", "loss", "found"),
    [
        ("AL", "hourly", day(3, 10), None, [("al-no-public-adjusters", ())]),
        ("LA", "percentage", day(3, 10), None, [("la-no-percentage", ())]),
        ("LA", "hourly", day(3, 10), None, []),
        ("NJ", "percentage", day(3, 10), day(3, 10), [("nj-first-day", ())]),
        ("NJ", "percentage", day(3, 10, 12), day(3, 9, 13), [("nj-first-day", ())]),
        ("NJ", "percentage", day(3, 10, 14), day(3, 9, 13), []),
        ("NJ", "percentage", day(3, 9), day(3, 10), [("nj-first-day", ())]),
        ("NJ", "percentage", day(3, 10), None, [("nj-first-day", ("loss_date",))]),
        (
            "NJ",
            "percentage",
            day(3, 10),
            day(3, 9),
            [("nj-first-day", ("signed_at", "loss_occurred with its hour"))],
        ),
        ("MI", "percentage", day(3, 10), day(3, 9), [("mi-two-days", ())]),
        ("CA", "percentage", day(3, 20), day(3, 9), []),
    ],
)
def test_agreements_that_the_law_does_not_allow(
    place: str, kind: str, signed: Moment, loss: Moment | None, found: list[Any]
) -> None:
    law = fee_law("public_adjuster", place)
    assert [(each.bar.id, each.needs) for each in bars_on(law, kind, signed, loss)] == found


def parse(*caps: dict[str, Any], **other: Any) -> Any:
    body = {"body": "Test", "jurisdiction": "TX", "who": "public_adjuster", "caps": list(caps), **other}
    return parse_fee_laws({"test.yaml": yaml.safe_dump(body)})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"citation": None}, "citation"),
        ({"checked": None}, "checked"),
        ({"percent": "110"}, "above 100"),
        (
            {"percent": None, "tiers": [{"percent": "2"}, {"percent": "3", "up_to": "10"}]},
            "tiers do not follow",
        ),
        ({"when": {"weather": [True]}}, "not a known fact"),
        ({"plan_types": ["homely"]}, "not a known plan type"),
        (
            {"timing": {"events": ["limits"], "within": [{"n": 1, "unit": "hours", "of": ["loss"]}]}},
            "kind of event",
        ),
        ({"made": {"from": "2026-01-02", "to": "2026-01-01"}}, "before made from"),
        ({"beside": ["another"]}, "which is none"),
    ],
)
def test_an_unsound_cap_is_refused_by_name(change: dict[str, Any], said: str) -> None:
    entry = {key: value for key, value in (CAP | change).items() if value is not None}
    with pytest.raises(CatalogueError, match=said) as refused:
        parse(entry)
    assert refused.value.file == "test.yaml"


def test_caps_that_overlap_are_refused_unless_one_narrows_the_other_or_says_so() -> None:
    other = CAP | {"id": "other", "percent": "5"}
    for overlapping in (other, other | {"kinds": ["hourly"]}):
        with pytest.raises(CatalogueError, match="overlaps a-cap"):
            parse(CAP, overlapping)
    emergency, fire = {"when": {"declared_emergency": [True]}}, {"when": {"peril": ["fire"]}}
    with pytest.raises(CatalogueError, match="overlaps"):
        parse(CAP | emergency, other | fire)
    assert parse(CAP, other | emergency)
    assert parse(CAP | emergency, other | fire | {"beside": ["a-cap"]})
    assert parse(CAP | {"made": {"to": "2025-12-31"}}, other | {"made": {"from": "2026-01-01"}})
    with pytest.raises(CatalogueError, match="twice"):
        parse(CAP, CAP)


def test_what_ships_is_cited_and_says_how_far_it_was_checked() -> None:
    laws = load_fee_laws()
    assert {place for place, _ in laws} >= {"FL", "TX", "TN", "DE", "LA", "AL", "NE", "KY"}
    caps = [cap for law in laws.values() for cap in law.caps]
    assert {cap.checked.grade for cap in caps} == {"primary", "secondary", "unchecked"}
    assert cap_to_json(next(cap for cap in caps if cap.id == "de-public-adjuster-fee"))["tiers"] == [
        {"percent": "2.5", "up_to": "25000"},
        {"percent": "12"},
    ]


def test_the_command_shows_the_caps_of_a_place_and_one_cap(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("law", "fees", "la")
    assert "null and void in Louisiana" in capsys.readouterr().out
    call_command("law", "show", "de-public-adjuster-fee", "--json")
    assert '"up_to": "25000"' in capsys.readouterr().out
    with pytest.raises(CommandError, match="no law of fees"):
        call_command("law", "fees", "ZZ")
