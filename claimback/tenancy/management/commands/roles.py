"""`manage.py roles`: what each role may do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claimback.kernel import json
from claimback.tenancy.roles import CAPABILITIES, ROLES


class Command(BaseCommand):
    """Print the table of capabilities and roles."""

    help = "Print what each role may do."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """--json for programs."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
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


def roles_table() -> str:
    """The table as text: a line per capability, a column per role."""
    width = max(map(len, CAPABILITIES))
    lines = [" " * width + "  " + "  ".join(ROLES)]
    for name, (meaning, roles) in CAPABILITIES.items():
        marks = "  ".join(("x" if role in roles else "-").center(len(role)) for role in ROLES)
        lines.append(f"{name:<{width}}  {marks}  {meaning}")
    return "\n".join(lines)
