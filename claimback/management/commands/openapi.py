"""`manage.py openapi breaking OLD [NEW]`: what a change of the API breaks for those who call it."""

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

from claimback.api_breaks import breaks
from claimback.kernel import json

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's takes a tenth of the time


class Command(BaseCommand):
    """Compare two OpenAPI documents. Ends with exit 1 where callers would break."""

    help = "Compare OpenAPI documents: `openapi breaking OLD [NEW]`; without NEW, with that of this code."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """breaking OLD [NEW] [--json]."""
        commands = parser.add_subparsers(dest="command", required=True)
        breaking = commands.add_parser("breaking", help="what the newer document breaks")
        breaking.add_argument("old", type=Path, help="the older document, YAML or JSON")
        breaking.add_argument("new", type=Path, nargs="?", help="the newer one; by default that of this code")
        breaking.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each break. Raises CommandError where there is one, or a file is no such document."""
        newer = read_document(options["new"]) if options["new"] else own_document()
        found = breaks(read_document(options["old"]), newer)
        if options["json"]:
            rows = [{"operation": each.operation, "place": each.place, "what": each.what} for each in found]
            self.stdout.write(json.dumps({"breaks": rows}).decode())
        else:
            self.stdout.write("\n".join(map(str, found)) if found else "Nothing breaks.")
        if found:
            raise CommandError(f"{len(found)} breaks. /api/v1/docs/versions says what callers are promised.")


def own_document() -> dict[str, Any]:
    """The document of this code."""
    made = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    read: dict[str, Any] = json.loads(OpenApiJsonRenderer().render(made, renderer_context={}))
    return read


def read_document(path: Path) -> dict[str, Any]:
    """The document in a file. Raises CommandError that names the file."""
    try:
        read = yaml.load(path.read_text(), Loader=_Loader)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from None
    if not isinstance(read, dict) or not isinstance(read.get("paths"), dict):
        raise CommandError(f"{path} is no OpenAPI document: it has no paths.")
    return read
