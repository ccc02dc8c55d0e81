"""Two members at once, on two connections: one wins, the other is told, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from cases.models import Correspondence, Document
from claimback.kernel.clock import now
from claimback.kernel.errors import Refusal
from letters.models import Dispatch, Letter, Reading
from letters.services.approval import letter_approve
from letters.services.dispatches import dispatch_send
from letters.services.letters import letter_submit
from letters.services.readings import reading_request
from letters.tasks import read_document
from tests.letters.matter import open_case, open_matter, store_pdf
from tests.reading_here import find_text


def at_once(work):
    """What two threads that do `work` together each come to: its value, or the code of its refusal."""
    together = Barrier(2)

    def one(_):
        try:
            together.wait(5)
            return work()
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        return sorted(threads.map(one, range(2)))


@pytest.mark.slow  # a database of its own, in which both commit
@pytest.mark.parametrize(("version", "loser"), [(None, "illegal_transition"), (2, "precondition_failed")])
def test_of_two_approvals_one_wins(committed_db, law, version, loser):
    with law.scope():
        letter = open_matter(law).draft()
        letter_submit(actor=law.attorney, letter_id=letter.id, version=1)

    def approve():
        with law.scope():
            return letter_approve(actor=law.attorney, letter_id=letter.id, version=version).state

    assert at_once(approve) == sorted(["approved", loser])
    with law.scope():
        kept = Letter.objects.get(id=letter.id)
        assert (kept.state, kept.version) == ("approved", 3)
        assert Document.objects.filter(kind="our_letter").count() == 1


@pytest.mark.slow  # a database of its own, in which both commit
def test_of_two_sendings_one_goes_out(committed_db, law):
    with law.scope():
        letter = open_matter(law).approved()

    def send():
        with law.scope():
            return dispatch_send(
                actor=law.staff,
                letter_id=letter.id,
                version=None,
                channel="hand_delivery",
                sent_at=now(),
            ).state

    assert at_once(send) == ["illegal_transition", "sent"]
    with law.scope():
        assert Dispatch.objects.count() == 1
        assert Correspondence.objects.count() == 1


@pytest.mark.slow  # a database of its own, in which both commit
def test_of_two_workers_one_reading_comes(committed_db, law):
    with law.scope():
        document = store_pdf(law, open_case(law), "denial.pdf", "denial_letter", "Denial")
        reading = reading_request(actor=law.staff, document_id=document.id)
    find_text(law.id, document.file_id)
    assert at_once(lambda: str(read_document(str(law.id), str(reading.id)))) == ["None", "None"]
    with law.scope():
        kept = Reading.objects.get(id=reading.id)
        assert (kept.state, kept.version, kept.attempts) == ("read", 3, 0)
