"""`manage.py support`: who is of support, who is in which firm, and the way in for an emergency."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimback.firms.selectors.people import support_list
from claimback.firms.services.support import (
    BREAK_GLASS_HOURS_LIMIT,
    break_glass,
    operator_name,
    operator_remove,
)
from claimback.kernel import json
from claimback.kernel.clock import now
from claimback.kernel.errors import Refusal
from claimback.tenancy.scanner import firm_ids
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get


class Command(BaseCommand):
    """Persons from the installation's support. A firm's owners let them in; here is what owners do not do."""

    help = "Name persons of support, list who is in which firm, and come in without a grant."

    def add_arguments(self, parser: CommandParser) -> None:
        """A verb each."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        listed = verbs.add_parser("list", help="who of support is in which firm now")
        listed.add_argument("--json", action="store_true", help="print JSON Lines")
        operator = verbs.add_parser("operator", help="name a user as one of support")
        operator.add_argument("email")
        operator.add_argument("--remove", action="store_true", help="take them out, and end their accesses")
        glass = verbs.add_parser("break-glass", help="come in without a grant; every owner is told")
        glass.add_argument("firm", help="the firm's slug")
        glass.add_argument("--operator", required=True, metavar="E-MAIL", help="who comes in")
        glass.add_argument("--reason", required=True, help="why; every owner reads it")
        glass.add_argument("--hours", type=int, default=1, help=f"at most {BREAK_GLASS_HOURS_LIMIT}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say in one line why not."""
        try:
            {"list": self._list, "operator": self._operator, "break-glass": self._break_glass}[
                options["verb"]
            ](options)
        except Refusal as refusal:
            raise CommandError(refusal.detail) from None

    def _list(self, options: dict[str, Any]) -> None:
        for firm_id in firm_ids():
            with firm_scope(firm_id, act="support.list"):
                slug = firm_get().slug
                rows = support_list().filter(ended_at=None, until__gt=now()).select_related("member__user")
                for row in rows.order_by("until", "id"):
                    shown = {
                        "firm": slug,
                        "email": row.member.user.email,
                        "until": row.until,
                        "granted": row.granted_by_id is not None,
                        "reason": row.reason,
                    }
                    self.stdout.write(json.dumps(shown).decode() if options["json"] else _line(shown))

    def _operator(self, options: dict[str, Any]) -> None:
        if options["remove"]:
            ended = operator_remove(email=options["email"])
            self.stdout.write(f"{options['email']} is not of support any more; {ended} accesses ended.")
        else:
            operator_name(email=options["email"])
            self.stdout.write(f"{options['email']} is of support: owners may let them in.")

    def _break_glass(self, options: dict[str, Any]) -> None:
        access = break_glass(
            slug=options["firm"],
            email=options["operator"],
            reason=options["reason"],
            hours=options["hours"],
        )
        self.stdout.write(
            f"{options['operator']} may read {options['firm']} until {access.until:%Y-%m-%d %H:%M} UTC. "
            "Every owner is being told by e-mail."
        )


def _line(shown: dict[str, Any]) -> str:
    how = "granted" if shown["granted"] else "break-glass"
    return f"{shown['firm']}  {shown['email']}  until {shown['until']:%Y-%m-%d %H:%M} UTC  {how}  {shown['reason']}"
