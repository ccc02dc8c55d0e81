"""`manage.py read_denial FILE… [--json]`: what a denial letter says. Needs no database and no configuration."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from letters.reading.answer import answer, error_answer, summary


class Command(BaseCommand):
    """Parses the arguments, reads the files, prints; all else is `letters.reading`."""

    help = "Read denial letters (PDF with text, DOCX, EML, TXT) and say what they say, with the place of each finding."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE… and --json."""
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON object a line, one line a file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer each file in its order; exit 2 at the end if any could not be read."""
        unreadable = False
        for name in options["files"]:
            answered = _answer(Path(name))
            unreadable = unreadable or "error" in answered
            if options["json"]:
                self.stdout.write(json.dumps(answered, ensure_ascii=False))
            else:
                self.stdout.write(f"{name}\n{summary(answered)}")
        if unreadable:
            raise SystemExit(2)


def _answer(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except OSError as error:
        return error_answer(
            str(path), "not_found", f"The file cannot be opened: {error.strerror or error}. Check its name."
        )
    return answer(str(path), data)
