"""`manage.py docket recheck`: compute the open cases again whose law or calendar changed, and propose what moved."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claimback.tenancy.scanner import firm_ids
from claimback.tenancy.scope import firm_scope
from deadlines.models.runs import RUN_CAUSES
from deadlines.selectors import run_list
from deadlines.services.rechecks import ACT, NEW_LAW, recheck_begin, recheck_step


class Command(BaseCommand):
    """`docket recheck [--firm SLUG …] [--cause rule|calendar] [--reason TEXT] [--all] [--json]`."""

    help = "Compute the open cases again whose law or calendar changed. Dates that move are proposed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do, of which firms, and why."""
        parser.add_argument("action", choices=("recheck",))
        parser.add_argument(
            "--firm", action="append", default=[], help="the slug of a firm; every firm without"
        )
        parser.add_argument("--cause", choices=tuple(RUN_CAUSES), default="rule", help="what changed")
        parser.add_argument("--reason", default=NEW_LAW, help="what changed, in words")
        parser.add_argument("--all", action="store_true", help="every open case, changed law or not")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run firm by firm, showing how far it has come. Interrupted, the workers finish what was begun."""
        firms = firm_ids(options["firm"])
        if not firms:
            raise CommandError("There is no such firm. Give slugs as the addresses of firms have them.")
        answers = []
        for firm_id in firms:
            with firm_scope(firm_id, act=ACT):
                run = recheck_begin(
                    reason=options["reason"][:300], cause=options["cause"], everything=options["all"]
                )
            more = True
            while more:
                with firm_scope(firm_id, act=ACT):
                    more = recheck_step(run_id=run.id)
                    run = run_list().get(id=run.id)
                if not options["json"]:
                    self.stderr.write(f"{firm_id}: {run.done} of {run.total} cases, {run.proposed} proposed")
            answers.append(
                {
                    "firm_id": str(firm_id),
                    "run_id": str(run.id),
                    "cases": run.done,
                    "opened": run.opened,
                    "changed": run.changed,
                    "proposed": run.proposed,
                    "refused": run.refused,
                }
            )
        if options["json"]:
            self.stdout.write(json.dumps({"runs": answers}, indent=2))
