"""A new rule or holiday: the cases that it concerns are computed again, once, and what moves is proposed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Count

from claimback.kernel.errors import Forbidden
from deadlines import basis
from deadlines.basis import digest_of
from deadlines.law.catalogue import load_catalogue
from deadlines.law.model import Catalogue
from deadlines.models import ImpactRun
from deadlines.selectors import basis_list, proposal_list, run_list
from deadlines.services import rechecks
from deadlines.services.docket import Recomputed, docket_recompute
from deadlines.services.rechecks import recheck_begin, recheck_request, recheck_step
from tests.deadlines.matter import Matter, ago, open_matter

APPEAL = "erisa-health-first-appeal"


def another_law() -> Catalogue:
    """The catalogue with a second version of the appeal, of 120 days."""
    rules = load_catalogue().rules
    return Catalogue(
        tuple(
            replace(rule, version=2, period=replace(rule.period, n=120)) if rule.id == APPEAL else rule
            for rule in rules
        ),
        load_catalogue().implied,
    )


def test_another_text_version_or_holiday_is_another_basis():
    (rule,) = load_catalogue().versions(APPEAL)
    same = digest_of([rule], "calendar")
    assert digest_of([replace(rule)], "calendar") == same
    assert len({same, digest_of([replace(rule, version=2)], "calendar"), digest_of([rule], "another")}) == 3


@pytest.fixture
def new_law(matter: Matter, monkeypatch) -> Iterator[ImpactRun]:
    """Two cases with an appeal, of one firm, and a run since the law changed under them."""
    other = open_matter(matter.firm)
    for each in (matter, other):
        each.record("denial_received", ago(10))
    law = another_law()
    for place in ("deadlines.selectors.load_catalogue", "deadlines.basis.load_catalogue"):
        monkeypatch.setattr(place, lambda: law)
    basis.basis_of.cache_clear()
    basis.law_digest.cache_clear()
    monkeypatch.setattr(rechecks, "STEP", 1)
    yield recheck_begin(reason="Version 2 of the appeal's time")
    basis.basis_of.cache_clear()
    basis.law_digest.cache_clear()


def test_a_run_proposes_once_and_goes_on_where_it_was_left(matter: Matter, new_law: ImpactRun):
    assert recheck_step(run_id=new_law.id)
    half = run_list().get(id=new_law.id)
    assert (half.state, half.total, half.done, bool(half.reached)) == ("running", 2, 1, True)
    while recheck_step(run_id=new_law.id):
        pass
    done = run_list().get(id=new_law.id)
    assert (done.state, done.done, bool(done.finished_at)) == ("done", 2, True)
    row = matter.row(APPEAL)
    asked = proposal_list().get(deadline_id=row.id, state="proposed")
    assert row.due_on is not None
    assert (asked.cause, asked.new_rule_version) == ("rule", 2)
    assert asked.new_due_on == row.due_on - timedelta(days=60)
    assert asked.reason.startswith(
        "Version 2 of the appeal's time Version 2 of the rule governs instead of 1."
    )
    count, before = proposal_list().count(), matter.versions()
    assert not recheck_step(run_id=new_law.id)
    again = recheck_begin()
    assert not recheck_step(run_id=again.id)
    again.refresh_from_db()
    assert (again.state, again.total, proposal_list().count()) == ("done", 0, count)
    assert matter.versions() == before


def test_killed_in_the_middle_of_a_step_it_proposes_nothing_twice(
    matter: Matter, new_law: ImpactRun, monkeypatch
):
    """The worker dies between two cases of one transaction; another takes the run up."""
    monkeypatch.setattr(rechecks, "STEP", 2)
    real, computed = docket_recompute, list[UUID]()

    def dies(**about: Any) -> Recomputed:
        computed.append(about["case_id"])
        if len(computed) == 2:
            raise KeyboardInterrupt
        return real(**about)

    monkeypatch.setattr(rechecks, "docket_recompute", dies)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        recheck_step(run_id=new_law.id)
    left = run_list().get(id=new_law.id)
    assert (left.state, left.done, proposal_list().count()) == ("requested", 0, 0)
    while recheck_step(run_id=new_law.id):
        pass
    done = run_list().get(id=new_law.id)
    assert (done.state, done.done, done.proposed) == ("done", 2, proposal_list().count())
    assert len(computed) == len(set(computed)) + 2 == 4
    assert not proposal_list().values("deadline_id").annotate(n=Count("id")).filter(n__gt=1).exists()


def test_a_case_that_is_computed_on_the_present_law_is_passed_over(matter: Matter):
    matter.record("denial_received", ago(10))
    assert basis_list().get(case_id=matter.case.id).digest == basis.basis_of("health", "TX")
    run = recheck_begin()
    recheck_step(run_id=run.id)
    run.refresh_from_db()
    assert (run.state, run.total) == ("done", 0)
    everything = recheck_begin(everything=True)
    recheck_step(run_id=everything.id)
    everything.refresh_from_db()
    assert (everything.done, everything.proposed, everything.changed) == (1, 0, 0)


def test_who_may_ask_for_a_run(in_law):
    with pytest.raises(Forbidden):
        recheck_request(actor=in_law.staff, reason="A holiday")
    run = recheck_request(actor=in_law.attorney, reason="A holiday", cause="calendar")
    assert (run.state, run.requested_by_id) == ("requested", in_law.attorney.member_id)
