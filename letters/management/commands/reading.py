"""`manage.py reading`: how well the rules read a folder of labelled letters, which needs no database; and a firm's
confirmed letters as such a folder.
"""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claimback.pages.read import pages
from claimback.tenancy.scanner import firm_ids
from claimback.tenancy.scope import firm_scope
from letters.labelled_folder import labelled_letters
from letters.reading.evaluate import evaluate
from letters.reading.evaluation_table import evaluation_json, evaluation_text
from letters.reading.labelled import BadLabels
from letters.reading.pages import Page, UnreadableFile, pages_of, recognised_pages
from letters.services.reading_labels import labelled_readings

EXPORT_LABELS = "manage.py reading export_labels"


class Command(BaseCommand):
    """Parses the arguments, writes the file and prints; all else is `letters.reading` and services."""

    help = "Measure the reading of letters against labels. The form of a labelled letter: letters/reading/labelled.py."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """evaluate DIR [--json] [--mistakes]; export_labels DIR --firm SLUG."""
        acts = parser.add_subparsers(dest="act", required=True)
        measure = acts.add_parser(
            "evaluate", help="read every letter of a folder and compare it with its labels"
        )
        measure.add_argument("folder", type=Path, metavar="DIR")
        measure.add_argument("--json", action="store_true", help="one JSON object, by family")
        measure.add_argument("--mistakes", action="store_true", help="name every single mistake too")
        export = acts.add_parser(
            "export_labels", help="write what a firm's members confirmed as a folder of labelled letters"
        )
        export.add_argument("folder", type=Path, metavar="DIR", help="is made; only its owner may read it")
        export.add_argument("--firm", required=True, metavar="SLUG", help="whose letters; of no other firm")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked. What cannot be done ends with exit 1 and says why."""
        self._evaluate(options) if options["act"] == "evaluate" else self._export_labels(options)

    def _evaluate(self, options: dict[str, Any]) -> None:
        """Print each family's tables."""
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

    def _export_labels(self, options: dict[str, Any]) -> None:
        """Write `labels.jsonl` into a new folder. That each letter was taken out is kept in the firm's history."""
        folder: Path = options["folder"]
        found = firm_ids([options["firm"]])
        if not found:
            raise CommandError(f"There is no firm {options['firm']}. Give the slug that its addresses have.")
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise CommandError(
                f"{folder} cannot be made: {error.strerror}. Name a folder that is not there yet."
            ) from None
        count = 0
        with (
            (folder / "labels.jsonl").open("x", encoding="utf-8") as file,
            firm_scope(found[0], act=EXPORT_LABELS),
        ):
            for letter in labelled_readings():
                file.write(json.dumps(letter, ensure_ascii=False) + "\n")
                count += 1
        self.stdout.write(
            f"{count} letter{'s' * (count != 1)} of {options['firm']}, as their members confirmed them: {folder}"
        )


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
