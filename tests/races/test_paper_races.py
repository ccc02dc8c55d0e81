"""Two members, or two workers, at one case's papers at the same moment."""

import pytest

from cases.models import Ground, RebuttalEvidence
from cases.selectors import case_list
from cases.services.clients import client_add
from cases.services.evidence import evidence_add, evidence_put
from cases.services.insurers import insurer_add
from cases.services.rebuttals import rebuttal_write
from claimback.audit.selectors import entries_of
from claimback.kernel.errors import PreconditionFailed
from claimback.storage.inspection import file_inspect
from claimback.storage.selectors import file_get
from claimback.storage.services import file_bytes
from tests.cases.conftest import open_case
from tests.cases.papers import denial, document, exhibit
from tests.races.test_case_races import at_once
from tests.storage.uploads import pdf, received


@pytest.fixture
def case(committed_db, law):
    with law.scope():
        insured = client_add(actor=law.attorney, name="Ada Quill")
        return open_case(law.attorney, insured, insurer_add(actor=law.attorney, name="Northfield Mutual"))


def test_exhibits_added_at_once_get_numbers_one_after_the_other(law, case):
    with law.scope():
        letter = document(law.attorney, case.id)

    def add():
        return evidence_add(actor=law.attorney, case_id=case.id, document_id=letter.id, proves="x")

    assert sorted(made.exhibit_number for made in at_once(law, *[add] * 4)) == [1, 2, 3, 4]


def test_evidence_put_at_once_is_put_once(law, case):
    with law.scope():
        ground = Ground.objects.get(denial=denial(law.attorney, case), number=1)
        put = exhibit(law.attorney, case.id)

    def use():
        return evidence_put(actor=law.attorney, ground_id=ground.id, evidence_id=put.id)

    first, second = at_once(law, use, use)
    assert first.id == second.id
    with law.scope():
        assert RebuttalEvidence.objects.count() == 1


def test_of_two_writers_of_one_version_one_is_refused(law, case):
    with law.scope():
        ground = Ground.objects.get(denial=denial(law.attorney, case), number=1)

    def write():
        return rebuttal_write(actor=law.attorney, ground_id=ground.id, argument="It is.", version=1)

    outcomes = at_once(law, write, write)
    assert sum(isinstance(outcome, PreconditionFailed) for outcome in outcomes) == 1


def test_denials_recorded_at_once_are_both_there(law, case):
    made = at_once(law, *[lambda: denial(law.attorney, case)] * 2)
    with law.scope():
        assert case_list().filter(denials__in=[row.id for row in made]).count() == 2


def test_two_workers_at_one_file_make_one_result(law, case):
    letter = pdf()
    with law.scope():
        file_id = received(law.attorney, "denial.pdf", letter)
    at_once(law, *[lambda: file_inspect(law.id, file_id)] * 2)
    with law.scope():
        file = file_get(file_id)
        assert (file.state, file.attempts) == ("kept", 0)
        kept = [entry for entry in entries_of([file_id]) if (entry.after or {}).get("state") == "kept"]
        assert len(kept) == 1
        assert file_bytes(file) == letter
