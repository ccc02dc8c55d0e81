"""`manage.py reading evaluate DIR`: how well the rules read a folder of labelled letters. Needs no database."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claimback.pages.read import pages
from letters.labelled_folder import labelled_letters
from letters.reading.evaluate import evaluate
from letters.reading.evaluation_table import evaluation_json, evaluation_text
from letters.reading.labelled import BadLabels
from letters.reading.pages import Page, UnreadableFile, pages_of, recognised_pages


class Command(BaseCommand):
    """Parses the arguments and prints; all else is `letters.reading`."""

    help = "Measure the reading of letters against labels. The form of a labelled letter: letters/reading/labelled.py."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """evaluate DIR [--json] [--mistakes]."""
        acts = parser.add_subparsers(dest="act", required=True)
        measure = acts.add_parser(
            "evaluate", help="read every letter of a folder and compare it with its labels"
        )
        measure.add_argument("folder", type=Path, metavar="DIR")
        measure.add_argument("--json", action="store_true", help="one JSON object, by family")
        measure.add_argument("--mistakes", action="store_true", help="name every single mistake too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each family's tables. A folder that cannot be measured ends with exit 1 and says why."""
        try:
            letters = labelled_letters(options["folder"])
        except BadLabels as refusal:
            raise CommandError(str(refusal)) from refusal
        measured = evaluate(letters, clock=time.perf_counter, pages_of=_pages_of)
        if options["json"]:
            told = {name: evaluation_json(one) for name, one in measured.items()}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for name, one in measured.items():
            self.stdout.write(evaluation_text(name, one, mistakes=options["mistakes"]) + "\n")


def _pages_of(name: str, data: bytes) -> list[Page]:
    """A file's pages; a scan's are recognised, where text recognition is installed."""
    try:
        return pages_of(name, data)
    except UnreadableFile as refusal:
        if refusal.code not in ("no_text", "needs_ocr"):
            raise
        kind = "application/pdf" if name.endswith(".pdf") else "image/*"
        seen = [page().text for page in pages(data, kind)]
        if not any(text.strip() for text in seen):
            raise
        return recognised_pages(seen)
