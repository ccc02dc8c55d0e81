"""Letters on their way by vendors, as members queue them, workers hand them over and members settle them."""

from datetime import timedelta
from typing import Any

from django.test import override_settings

from cases.models import Task
from claimback.kernel.clock import now
from claimback.storage import s3
from letters.models import Dispatch, Letter
from letters.services.handing_over import dispatch_hand_over
from letters.services.queueing import letter_dispatch
from tests.letters.matter import Matter

TO = "appeals@plan.example"


def queue(matter: Matter, letter: Letter | None = None, **more: Any) -> Dispatch:
    """An approved letter, queued."""
    how: dict[str, Any] = {"channel": "email", "address": TO} | more
    with matter.firm.scope():
        letter = letter or matter.approved()
        return letter_dispatch(actor=matter.firm.staff, letter_id=letter.id, version=letter.version, **how)


def queued(matter: Matter) -> Dispatch:
    """A letter that is to go by e-mail. The firm's scope is open."""
    letter = matter.approved("claim_file_request")
    with override_settings(LETTER_EMAIL_FROM="letters@cases.example"):
        return letter_dispatch(
            actor=matter.firm.attorney, letter_id=letter.id, version=None, channel="email", address=TO
        )


def work(matter: Matter, dispatch: Dispatch) -> Dispatch:
    """What a worker does with it when the sweep hands it out, and the row afterwards."""
    with matter.firm.scope():
        due = Dispatch.objects.filter(id=dispatch.id, next_attempt_at__isnull=False)
        due.update(next_attempt_at=now() - timedelta(hours=1))
    dispatch_hand_over(firm_id=matter.firm.id, dispatch_id=dispatch.id)
    with matter.firm.scope():
        return Dispatch.objects.select_related("letter").get(id=dispatch.id)


def tasks(matter: Matter) -> set[tuple[str, str]]:
    """What members are asked to do about it, and whether they did."""
    with matter.firm.scope():
        found = Task.objects.filter(kind__in=["send_again", "find_out_sending", "prove_delivery"])
        return set(found.values_list("kind", "state"))


def stored(key: str) -> bytes:
    """What stands in the store."""
    found = s3.find(key)
    assert found is not None
    return b"".join(s3.stream(key, found.etag))


def act(matter: Matter, service: Any, dispatch: Dispatch, **how: Any) -> Dispatch:
    """What a member does with it, and the row afterwards."""
    with matter.firm.scope():
        service(actor=matter.firm.staff, dispatch_id=dispatch.id, version=None, **how)
        return Dispatch.objects.select_related("letter").get(id=dispatch.id)
