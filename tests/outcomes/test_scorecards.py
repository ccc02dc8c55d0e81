"""Scorecards of insurers: counted by the database as a person would count, walls applied, and on paper."""

from datetime import date, timedelta

import pypdfium2
import pytest

from cases.models import Case, Promise
from cases.selectors import case_list
from cases.services.denials import denial_record
from cases.services.events import event_record
from cases.services.walls import wall_place
from claimback.storage import s3
from claimback.storage.selectors import file_rows
from deadlines.models import Breach
from deadlines.scorecard.selectors import Asked, scorecards
from deadlines.selectors import deadline_list
from tests.letters.matter import open_case

DAY = date(2026, 1, 5)
QUOTE = "It is not medically necessary."


def after(days):
    return DAY + timedelta(days=days)


def denied(firm, case, days, **more):
    return denial_record(
        actor=firm.attorney,
        case_id=case.id,
        decision="denied",
        letter_date=after(days),
        grounds=[{"code": code, "quote": QUOTE} for code in more.pop("grounds", ())],
        **more,
    )


def happened(firm, case, kind, days):
    event_record(actor=firm.attorney, case_id=case.id, kind=kind, on=after(days))


@pytest.fixture
def two_cases(law, in_law):
    """Against one insurer: a denial that an appeal overturned, and one that was upheld."""
    first, second = open_case(law, title="First"), open_case(law, title="Second")
    Case.objects.filter(id=second.id).update(insurer_id=first.insurer_id)
    happened(law, first, "claim_received", 0)
    denied(
        law,
        first,
        10,
        grounds=["medical_necessity", "experimental_investigational"],
        reviewer="Dr Otto Sample",
    )
    happened(law, first, "appeal_received", 20)
    happened(law, first, "appeal_granted", 50)
    happened(law, second, "claim_submitted", 0)
    denied(law, second, 30, grounds=["medical_necessity"], reviewer="dr otto sample")
    denied(law, second, 60, level=1)
    for case, state in ((first, "kept"), (first, "broken"), (second, "broken")):
        Promise.objects.create(case=case, text="A call back", due_on=after(7), state=state)
    return first, second


def missed_duties(first):
    """Of one rule two times and one that was withdrawn, of another once."""
    states = [("open", None, "a"), ("cured", after(110), "a"), ("withdrawn", None, "a"), ("open", None, "b")]
    deadlines = deadline_list().filter(case__insurer_id=first.insurer_id, breaches=None).order_by("id")
    for deadline, (state, cured, rule) in zip(deadlines[: len(states)], states, strict=True):
        Breach.objects.create(
            deadline=deadline,
            rule=f"rule-{rule}",
            rule_version=1,
            duty_of="insurer",
            act="decide",
            citation="29 CFR 2560.503-1",
            checked="primary",
            due_on=after(100),
            state=state,
            cured_on=cured,
        )


def card_of(firm, insurer_id, **asked):
    found = scorecards(Asked(insurer_id=insurer_id, **asked), after(300))
    return found[0] if found else None


def test_it_counts_as_a_person_would(law, two_cases, django_assert_num_queries):
    first, _ = two_cases
    missed_duties(first)
    with django_assert_num_queries(7):
        card = card_of(law, first.insurer_id)
    assert (card.name, card.cases) == ("Example Health Plan", 2)
    assert (card.claims.n, card.claims.median, card.claims.least, card.claims.most) == (2, 20.0, 10, 30)
    assert (card.appeals.n, card.appeals.median) == (1, 30.0)
    assert [(f.name, f.n, f.overturned, f.upheld, f.undecided) for f in card.grounds] == [
        ("medical_necessity", 2, 1, 1, 0),
        ("experimental_investigational", 1, 1, 0, 0),
    ]
    assert [(f.name.casefold(), f.n, f.overturned, f.upheld) for f in card.reviewers] == [
        ("dr otto sample", 2, 1, 1)
    ]
    assert (card.promises, card.promises_kept, card.promises_broken) == (3, 1, 2)
    assert [
        (m.rule, m.n, m.still_open, m.days_late_median, m.days_late_most, m.days_late_sum)
        for m in card.missed
    ] == [("rule-a", 2, 1, 105.0, 200, 210), ("rule-b", 1, 1, 200.0, 200, 200)]

    _days_narrow_it_and_groups_join_it(law, first)


def _days_narrow_it_and_groups_join_it(law, first):
    other = open_case(law, title="Of another company of the group")
    denied(law, other, 40, grounds=["timely_filing"])
    early = card_of(law, first.insurer_id, to_on=after(15))
    assert (early.claims.n, [f.n for f in early.grounds], early.cases) == (1, [1, 1], 2)
    [group] = scorecards(Asked(by="group"))
    assert (group.key, group.cases, group.claims.n) == ("Example Health Plan", 3, 2)
    assert {f.name for f in group.grounds if f.undecided} == {"timely_filing"}


def test_a_case_behind_a_wall_is_in_no_number(api, law, two_cases):
    first, second = two_cases
    asked = {"insurer_id": str(first.insurer_id)}
    before = api(law, "case_staff").get("insurer-scorecards", asked).json()["results"][0]
    wall_place(
        actor=law.owner, case_id=second.id, member_id=law.staff.member_id, reason="Acted for them before."
    )
    behind = api(law, "case_staff").get("insurer-scorecards", asked).json()["results"][0]
    beside = api(law, "attorney").get("insurer-scorecards", asked).json()["results"][0]
    assert (before["cases"], behind["cases"], beside["cases"]) == (2, 1, 2)
    assert (behind["grounds"][0]["n"], behind["promises"], behind["claims"]["median"]) == (1, 2, 10.0)
    assert api(law, "billing").get("insurer-scorecards").status_code == 403

    _on_paper_it_names_no_client_and_counts_nothing_that_a_reader_may_not_see(api, law, first, second)


def _on_paper_it_names_no_client_and_counts_nothing_that_a_reader_may_not_see(api, law, first, second):
    made = api(law).post(f"cases/{first.id}/insurer-scorecard", {"from_on": "2026-01-01"})
    assert (made.status_code, made.json()["title"]) == (201, "Pattern of conduct: Example Health Plan")
    assert made.json()["file_state"] == "kept"
    with s3.opened(file_rows().get(id=made.json()["file_id"]).key) as kept:
        pdf = pypdfium2.PdfDocument(b"".join(kept.chunks))
    text = " ".join(page.get_textpage().get_text_bounded() for page in pdf).replace("\r\n", " ")
    assert "Period: from January 1, 2026" in text
    assert "over 1 of this firm's own cases against Example Health Plan." in text
    assert "Not medically necessary 1 1 0 0 0" in text
    client = case_list().select_related("client").get(id=second.id).client.name
    assert client not in text
    assert second.number not in text


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"by": "state"}, "/by"),
        ({"from_on": "2026-02-01", "to_on": "2026-01-01"}, "/to_on"),
        ({"insurer_id": "01900000-0000-7000-8000-000000000000"}, "/insurer_id"),
    ],
)
def test_what_cannot_be_asked_is_named(api, law, query, pointer):
    answer = api(law).get("insurer-scorecards", query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
