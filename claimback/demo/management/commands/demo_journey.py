"""`manage.py demo_journey`: the journey itself, run by `manage.py demo` beside its servers, worker and beat."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimback.demo.firms import ADJUSTERS, LAW, DemoFirm, day_token, firm_ready
from claimback.demo.journey import JourneyStopped, journey
from claimback.demo.visitor import VisitFailed
from claimback.kernel import json
from claimback.kernel.errors import Refusal


class Command(BaseCommand):
    """Print each step on standard error as it begins, and the summary as one line of JSON at the end."""

    help = "Take the demo's case through every room (called by `manage.py demo`)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the mail sink's page is."""
        parser.add_argument("--mail-page", required=True, help="the address of the mail sink's page")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 with one line if a step does not come to its end."""
        self.stderr.write("Two firms with members of every role…")
        law, adjusters = firm_ready(LAW), firm_ready(ADJUSTERS)
        token = day_token(law.members["attorney"])
        site, mail_page = settings.SITE_URL, options["mail_page"]
        try:
            steps = journey(law, site=site, mail_page=mail_page, token=token, progress=self.stderr.write)
        except (JourneyStopped, VisitFailed) as error:
            raise CommandError(str(error)) from error
        except Refusal as error:
            fields = "; ".join(f"{problem.pointer}: {problem.detail}" for problem in error.errors)
            raise CommandError(f"{error.detail} {fields}".strip()) from error
        root = f"{site}/firms/{law.firm.slug}/admin/"
        summary = {
            "ok": True,
            "steps": [{"step": s.step, "made": s.made, "link": s.link, "ids": s.ids} for s in steps],
            "addresses": {
                "Admin": root,
                "API documentation": f"{site}/api/v1/docs",
                "The letter that went out": next(s.link for s in steps if "frozen" in s.step),
                "Mail sink": mail_page,
            },
            "firms": [_described(law, site), _described(adjusters, site)],
            "token": token,
        }
        self.stdout.write(json.dumps(summary).decode())


def _described(firm: DemoFirm, site: str) -> dict[str, Any]:
    return {
        "id": str(firm.firm.id),
        "name": firm.firm.name,
        "admin": f"{site}/firms/{firm.firm.slug}/admin/",
        "members": [
            {
                "email": email,
                "role": role,
                "password": password,
                "authenticator": firm.authenticators[email],
            }
            for (email, password), role in zip(firm.passwords.items(), firm.members_in_order(), strict=True)
        ],
    }
