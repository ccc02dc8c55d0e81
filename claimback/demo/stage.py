"""Where the journey plays: the firm, its people, the steps told so far, and the waiting for a worker."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from cases.models import Case, Document
from cases.services.documents import document_add
from claimback.demo.firms import DemoFirm
from claimback.demo.script import ZONE
from claimback.demo.visitor import send_form
from claimback.kernel.clock import today
from claimback.storage.models import KEPT, REFUSED, StoredFile
from claimback.storage.selectors import file_get
from claimback.storage.services import upload_confirm, upload_request
from claimback.tenancy.member import Member
from claimback.tenancy.scope import firm_scope
from deadlines.models import Deadline
from deadlines.selectors import deadline_list

PATIENCE_SECONDS: Final = 60
Answer = TypeVar("Answer")


class JourneyStopped(Exception):
    """A step did not come to its end; the message says which and what was waited for."""


@dataclass
class Step:
    """One step as the summary tells it."""

    step: str
    made: list[str] = field(default_factory=list)
    link: str = ""
    ids: dict[str, str] = field(default_factory=dict)


@dataclass
class Stage:
    """The journey's surroundings. Who acts in a step is who would in a firm: a paralegal works, an attorney decides."""

    firm: DemoFirm
    site: str
    mail_page: str
    token: str
    progress: Callable[[str], object]
    steps: list[Step] = field(default_factory=list)

    @property
    def staff(self) -> Member:
        """The paralegal."""
        return self.firm.members["case_staff"]

    @property
    def attorney(self) -> Member:
        """The attorney."""
        return self.firm.members["attorney"]

    @property
    def today(self) -> date:
        """The day it is where the story plays."""
        return today(ZONE)

    @contextmanager
    def scope(self, actor: Member) -> Iterator[None]:
        """The firm's scope on behalf of one of its members."""
        with firm_scope(actor.firm_id, member_id=actor.member_id, act="demo"):
            yield

    @contextmanager
    def step(self, title: str, actor: Member) -> Iterator[Step]:
        """One step: told when it begins, kept when it has ended well, in the firm's scope."""
        self.progress(title)
        made = Step(title)
        with self.scope(actor):
            yield made
        self.steps.append(made)

    def told(self, title: str) -> Step:
        """A step that opens scopes of its own, kept from its beginning."""
        self.progress(title)
        self.steps.append(Step(title))
        return self.steps[-1]

    def link(self, kind: str, id: UUID) -> str:
        """The admin page of a row: `kind` is app and model, such as cases/case."""
        return f"{self.site}/firms/{self.firm.firm.slug}/admin/{kind}/{id}/change/"

    def upload(self, case: Case, name: str, data: bytes, *, title: str, kind: str) -> Document:
        """A file by a signed form to S3, inspected by the worker, and put on the case. Raises JourneyStopped."""
        with self.scope(self.staff):
            upload = upload_request(actor=self.staff, name=name, size=len(data))
        assert upload.form is not None, "the demonstration sends small files"
        send_form(upload.form.url, upload.form.fields, name, data)
        with self.scope(self.staff):
            upload_confirm(actor=self.staff, file_id=upload.file.id, version=None)
        stored = self.wait(f"the worker to inspect {name}", lambda: _inspected(upload.file.id))
        if stored.state != KEPT:
            raise JourneyStopped(f"{name} was refused: {stored.refusal}")
        with self.scope(self.staff):
            return document_add(actor=self.staff, case_id=case.id, file_id=stored.id, title=title, kind=kind)

    def wait(self, what: str, probe: Callable[[], Answer | None]) -> Answer:
        """Ask `probe` in the firm's scope until it answers. Raises JourneyStopped after a minute."""
        end = time.monotonic() + PATIENCE_SECONDS
        self.progress(f"Waiting for {what}…")
        while time.monotonic() < end:
            with self.scope(self.staff):
                answer = probe()
            if answer is not None:
                return answer
            time.sleep(0.1)
        raise JourneyStopped(f"Waited {PATIENCE_SECONDS} s for {what}.")


def _inspected(file_id: UUID) -> StoredFile | None:
    stored = file_get(file_id)
    return stored if stored.state in (KEPT, REFUSED) else None


def live_rows(case: Case) -> QuerySet[Deadline]:
    """The deadlines of the case that were not superseded or voided."""
    return deadline_list().filter(case_id=case.id).exclude(state__in=["superseded", "void"])


def deadline_line(row: Deadline) -> str:
    """One deadline as the summary tells it."""
    due = row.due_on or (row.due_at and row.due_at.isoformat())
    safe = f", safe {row.safe_on}" if row.safe_on and row.safe_on != row.due_on else ""
    return f"{row.duty_of}: {row.act}: due {due}{safe} ({row.citation}; {row.checked}; {row.state})"


def short(text: str, limit: int = 90) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
