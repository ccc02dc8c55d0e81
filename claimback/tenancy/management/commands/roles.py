"""`manage.py roles`: what each role may do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimback.kernel import json
from claimback.tenancy.roles import CAPABILITIES, ROLES
from claimback.tenancy.scanner import firm_ids
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import role_list


class Command(BaseCommand):
    """Print the table of capabilities and roles."""

    help = "Print what each role may do."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """--json for programs, --firm for the roles of one firm's own."""
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--firm", metavar="SLUG", help="print the firm's own roles instead")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        if options["firm"]:
            self._own_roles(options["firm"], as_json=options["json"])
            return
        if options["json"]:
            table = {
                "roles": ROLES,
                "capabilities": {
                    name: {"meaning": meaning, "roles": [role for role in ROLES if role in roles]}
                    for name, (meaning, roles) in CAPABILITIES.items()
                },
            }
            self.stdout.write(json.dumps(table).decode())
            return
        self.stdout.write(roles_table())

    def _own_roles(self, slug: str, *, as_json: bool) -> None:
        found = firm_ids([slug])
        if not found:
            raise CommandError(f"There is no firm {slug}.")
        with firm_scope(found[0], act="roles"):
            columns = ("name", "base", "capabilities")
            roles = list(role_list().filter(ended_at=None).order_by("name").values(*columns))
        if as_json:
            self.stdout.write(json.dumps({"firm": slug, "roles": roles}).decode())
            return
        for role in roles:
            self.stdout.write(f"{role['name']} ({role['base']}): {', '.join(role['capabilities'])}")
        if not roles:
            self.stdout.write(f"{slug} has no roles of its own.")


def roles_table() -> str:
    """The table as text: a line per capability, a column per role."""
    width = max(map(len, CAPABILITIES))
    lines = [" " * width + "  " + "  ".join(ROLES)]
    for name, (meaning, roles) in CAPABILITIES.items():
        marks = "  ".join(("x" if role in roles else "-").center(len(role)) for role in ROLES)
        lines.append(f"{name:<{width}}  {marks}  {meaning}")
    return "\n".join(lines)
