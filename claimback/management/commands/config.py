"""`manage.py config`: every variable of the environment with its meaning, its default, and whether it is set."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claimback.config import VARIABLES, config
from claimback.kernel import json


class Command(BaseCommand):
    """List the variables that an installation sets. Values of secrets are never shown."""

    help = "List every variable of the environment with its meaning and default."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """--json for programs."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        missing = {variable.name for variable in config.missing}
        rows = [
            {
                "name": v.name,
                "meaning": v.meaning,
                "default": v.default,
                "required": v.default is None,
                "secret": v.secret,
                "state": "missing" if v.name in missing else "set",
            }
            for v in VARIABLES
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"variables": rows}).decode())
            return
        width = max(len(v.name) for v in VARIABLES)
        for row in rows:
            default = "required" if row["required"] else f"default: {row['default'] or 'empty'}"
            mark = "  <- not set" if row["state"] == "missing" else ""
            self.stdout.write(f"{row['name']:<{width}}  {row['meaning']} ({default}){mark}")
