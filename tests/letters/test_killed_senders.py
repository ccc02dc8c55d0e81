"""The sender of a letter is killed at every line: never two hand-overs, never a lost letter without a task."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from cases.models import Denial, Task
from claimback.kernel.clock import now
from claimback.tenancy.scanner import due_rows
from letters.models import Dispatch, Letter
from letters.services.handing_over import LEASE, dispatch_hand_over
from letters.tasks import hand_over_dispatch
from tests.firms import TestFirm
from tests.letters.killing import lines_run, places_to_kill, run_killed_at, source
from tests.letters.matter import open_matter
from tests.letters.vendors.lob import FakeLob
from tests.letters.vendors.mail_server import mail_server
from tests.letters.vendors.web import running

SERVICES = ("letters/tasks.py", "letters/services/handing_over.py", "letters/services/sending.py")


@pytest.fixture
def letter(committed_db, law) -> Letter:
    """An approved letter whose sending has the least to follow: its log, and no event of a clock."""
    with law.scope():
        matter = open_matter(law)
        letter = matter.approved()
        Denial.objects.filter(id=matter.denial.id).update(level=1)
    return letter


def queue_anew(firm: TestFirm, letter: Letter, channel: str, vendor: str, address: str) -> Dispatch:
    """The letter queued as if for the first time; what became of it before is over."""
    with firm.scope():
        Dispatch.objects.filter(letter_id=letter.id).update(state="withdrawn", next_attempt_at=None)
        Task.objects.filter(kind__in=["find_out_sending", "send_again"]).update(state="done")
        Letter.objects.filter(id=letter.id).update(state="sending")
        queued = Dispatch(
            letter_id=letter.id,
            case_id=letter.case_id,
            channel=channel,
            vendor=vendor,
            address=address,
            sha256=letter.approved_sha256,
            sent_by_id=firm.staff.member_id,
            state="queued",
            next_attempt_at=now() - timedelta(seconds=5),
        )
        queued.save(force_insert=True)
    return queued


def sweep(firm: TestFirm, dispatch: Dispatch) -> Dispatch:
    """The scanner's next pass, when dead claims have run out; the dispatch afterwards."""
    with firm.scope():
        Dispatch.objects.filter(id=dispatch.id, state="claimed").update(
            claimed_at=now() - LEASE - timedelta(seconds=1)
        )
    for firm_id, dispatch_id in due_rows("due_dispatches", limit=10):
        dispatch_hand_over(firm_id=firm_id, dispatch_id=dispatch_id)
    with firm.scope():
        return Dispatch.objects.select_related("letter").get(id=dispatch.id)


def check_every_line(
    firm: TestFirm, queue: Callable[[], Dispatch], gone: Callable[[], int], adapter: str
) -> None:
    """Kill the sender at every line of the services and the adapter, and look at what the vendor counted."""
    files = source(*SERVICES, adapter)

    def sending(dispatch: Dispatch) -> Callable[[], object]:
        return lambda: hand_over_dispatch(str(firm.id), str(dispatch.id))

    lines = lines_run(sending(queue()), files)
    places = places_to_kill(lines)
    assert {name for name, _, _ in lines} == {file.name for file in files}
    ends = set()
    for place in places:
        before, dispatch = gone(), queue()
        run_killed_at(place, sending(dispatch), files)
        after = sweep(firm, dispatch)
        ends.add(after.state)
        where = f"{lines[place]}: {after.state}, {gone() - before} handed over"
        assert gone() - before <= 1, where
        with firm.scope():
            asked = Task.objects.filter(kind="find_out_sending", source_id=dispatch.id, state="open").exists()
        assert after.state == ("unknown" if asked else "sent"), where
        assert asked or gone() - before == 1, where
        again = sweep(firm, after)
        assert (again.state, gone() - before <= 1) == (after.state, True), where
    assert ends == {"sent", "unknown"}


@pytest.mark.slow  # a process of its own for each place at which the sender is killed
def test_by_e_mail(letter, law, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.LETTER_EMAIL_FROM = "letters@cases.example"
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        check_every_line(
            law,
            lambda: queue_anew(law, letter, "email", "smtp", "appeals@plan.example"),
            lambda: len(server.taken),
            "letters/dispatch/mail_server.py",
        )


@pytest.mark.slow  # a process of its own for each place at which the sender is killed
def test_by_certified_mail(letter, law, settings):
    with running(FakeLob()) as server:
        settings.LOB_URL, settings.LOB_API_KEY = server.url, "test_key"
        with law.scope():
            lines = letter.facts["case"]["insurer_address_lines"]
        check_every_line(
            law,
            lambda: queue_anew(law, letter, "certified_mail", "lob", "\n".join(["Example Plan", *lines])),
            lambda: server.asked.count("POST letters"),
            "letters/dispatch/lob.py",
        )
