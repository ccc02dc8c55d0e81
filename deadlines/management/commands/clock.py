"""`manage.py clock`: deadlines and remedies from facts on standard input. Needs no database."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deadlines.clock.answer import Answer
from deadlines.clock.events import ClockFacts, FactsError
from deadlines.clock.lines import outcome_to_json, outcome_to_text, outcomes
from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import load_catalogue


class Command(BaseCommand):
    """Answers one JSON object, or JSON Lines one by one; exits 2 if any of them was refused."""

    help = "Deadlines with their working, and remedies, from facts in JSON on standard input."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --json."""
        parser.add_argument("--json", action="store_true", help="answer in JSON, one line for each object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, answer in order, and exit 2 after the last if any was refused."""
        catalogue = load_catalogue()

        def solve(facts: ClockFacts) -> Answer:
            return answer(facts, catalogue)

        try:
            text = sys.stdin.read()
        except UnicodeDecodeError as error:
            raise CommandError("standard input is not UTF-8 text", returncode=2) from error
        refused = False
        for outcome in outcomes(text, solve):
            refused = refused or isinstance(outcome, FactsError)
            if options["json"]:
                self.stdout.write(json.dumps(outcome_to_json(outcome)))
            else:
                self.stdout.write(outcome_to_text(outcome))
        if refused:
            sys.exit(2)
