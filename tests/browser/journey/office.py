"""The office in which the journeys go: a firm with two cases, its pages served, a browser, and the workers.

All journeys share it, and none depends on what another one did. Tasks run when a test calls `work`: a page that waits
for a worker is seen waiting.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client

from cases.models import Case
from cases.services.portal import portal_access_grant
from cases.services.tasks import task_open
from claimback.accounts.models import User
from letters.models import Letter
from tests.browser.access import findings
from tests.browser.conftest import Window, stored
from tests.firms import TestFirm
from tests.letters.matter import Matter, open_case, open_matter, store_pdf
from tests.signing_in import ready, signed_in
from tests.whole_case.steps import Workers

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@dataclass(kw_only=True)
class Furniture:
    """What the firm works on.

    `fresh` has no denial yet. `matter` is denied, answered ground by ground, and its client looks at the portal;
    `letter` is its approved one. `unpaid` is to be settled.
    """

    fresh: Case
    matter: Matter
    unpaid: Case
    letter: Letter


@dataclass(kw_only=True)
class Office(Furniture):
    """The firm with what it works on, and where."""

    firm: TestFirm
    address: str
    browser: Any
    workers: Workers

    def work(self) -> None:
        """Let the workers do what waits."""
        stored(self.firm, self.workers.work)

    def stored(self, ask: Callable[[], Any]) -> Any:
        """What the database holds."""
        return stored(self.firm, ask)

    @contextmanager
    def window(self, role: str, **looks: Any) -> Iterator[Window]:
        """A browser of the member's own, signed in, at no page yet. What went wrong on its pages fails the test."""
        with self.nobody(**looks) as window:
            window.page.context.add_cookies([self.stored(lambda: self._session(role))])
            yield window

    @contextmanager
    def nobody(self, **looks: Any) -> Iterator[Window]:
        """A browser in which nobody is signed in."""
        with closing(
            self.browser.new_context(**{"viewport": {"width": 1440, "height": 900}} | looks)
        ) as context:
            window = Window(context.new_page(), f"{self.address}/firms/{self.firm.slug}/admin/")
            window.watch(self.address, os.environ["S3_ENDPOINT_URL"])
            yield window
        assert not window.problems, "\n".join(window.problems)

    def _session(self, role: str) -> dict[str, str]:
        client = Client()
        signed_in(client, User.objects.get(id=self.firm.members[role].user_id))
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.address}


def furnish(firm: TestFirm) -> Furniture:
    """Cases, a letter, and members who can sign in. The firm's scope is open."""
    for role in ("owner", "attorney", "public_adjuster", "case_staff", "client"):
        ready(User.objects.get(id=firm.members[role].user_id))
    matter = open_matter(firm)
    client = firm.members["client"]
    portal_access_grant(actor=firm.attorney, client_id=matter.case.client_id, member_id=client.member_id)
    task_open(actor=firm.attorney, case_id=matter.case.id, title="Send the last bill", for_role="client")
    unpaid = open_case(firm, title="Infusions unpaid")
    store_pdf(firm, unpaid, "treating_physician_letter.pdf", "other", "Consent of the client")
    return Furniture(
        fresh=open_case(firm, title="Lumbar fusion refused"),
        matter=matter,
        unpaid=unpaid,
        letter=matter.approved("claim_file_request"),
    )


def everybody_can_work_it(page: Any) -> None:
    """Axe has nothing serious to say of the page that is open, in light and dark, at a desk and on a phone."""
    found = findings(page)
    assert not found, "\n".join([page.url, *found])
