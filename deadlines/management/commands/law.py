"""`manage.py law`: the rules, ladders, regulators and fees listed, one shown, coverage, check. No database."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from cases.vocabulary import JURISDICTIONS, LINES_OF_BUSINESS
from deadlines.ladder.catalogue import ladder_named, load_ladders
from deadlines.ladder.tables import ladder_lines, ladder_to_json
from deadlines.law.catalogue import CatalogueError, load_catalogue
from deadlines.law.fees import FeeLaw, cap_to_json, load_fee_laws
from deadlines.law.model import Catalogue
from deadlines.law.notices import load_notices
from deadlines.law.regulators import FEES, WHEN, Enclosure, Regulator, load_regulators, regulator_to_json
from deadlines.law.research import check_research, counts, load_research
from deadlines.law.tables import GRADES, coverage, rule_to_json, sources
from deadlines.law.words import period_in_words

ACTIONS: Final = ("list", "show", "coverage", "check", "ladders", "regulators", "fees")
NAMED: Final = ("show", "ladders", "regulators", "fees")


class Command(BaseCommand):
    """`law`, `law show NAME`, `law coverage`, `law check`, `law ladders`, `law regulators`, `law fees`; --json."""

    help = "The rules of law: list, show one, print the coverage, check the files, list regulators or fees."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do, the rule or the place, and --json."""
        parser.add_argument("action", nargs="?", choices=ACTIONS, default="list")
        parser.add_argument(
            "name",
            nargs="?",
            help="the id of a rule, cap or ladder, for show and ladders; a place's code, for regulators and fees",
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one action; an unsound file, an unknown rule or place ends with a message and exit 1."""
        try:
            catalogue = load_catalogue()
            places = load_regulators()
            fees = load_fee_laws()
            load_ladders()
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        if options["action"] not in NAMED and options["name"]:
            raise CommandError("only show takes a rule, ladders a ladder, and regulators and fees a place")
        match options["action"]:
            case "show":
                self._show(catalogue, options["name"], options["json"])
            case "ladders":
                self._ladders(options["name"], options["json"])
            case "regulators":
                self._regulators(places, catalogue, options["name"], options["json"])
            case "fees":
                self._fees(fees, options["name"], options["json"])
            case "coverage":
                self._coverage(catalogue, options["json"])
            case "check":
                self._check(catalogue, options["json"])
            case _:
                self._list(catalogue, options["json"])

    def _json(self, data: object) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))

    def _list(self, catalogue: Catalogue, as_json: bool) -> None:
        if as_json:
            self._json({"rules": [rule_to_json(rule) for rule in catalogue.rules]})
            return
        for rule in catalogue.rules:
            self.stdout.write(f"{rule.id:<52}{rule.duty_of:<10}{period_in_words(rule)}")
            self.stdout.write(
                f"    {rule.act} · from {rule.trigger.event} · {rule.citation} · {rule.checked.grade}"
            )

    def _show(self, catalogue: Catalogue, rule_id: str | None, as_json: bool) -> None:
        shown_rows = [rule_to_json(rule) for rule in catalogue.versions(rule_id or "")]
        shown_rows += [
            cap_to_json(cap) for law in load_fee_laws().values() for cap in law.caps if cap.id == rule_id
        ]
        if not shown_rows and ladder_named(rule_id or "") is not None:
            self._ladders(rule_id, as_json)
            return
        if not shown_rows:
            raise CommandError(
                f"there is no rule {rule_id!r}: `manage.py law`, `law fees` and `law ladders` list them"
            )
        if as_json:
            self._json({"rules": shown_rows})
            return
        for row in shown_rows:
            for key, value in row.items():
                shown = value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)
                self.stdout.write(f"{key:<18}{shown}")

    def _ladders(self, ladder_id: str | None, as_json: bool) -> None:
        chosen = [ladder for ladder in load_ladders() if ladder_id in (None, ladder.id)]
        if not chosen:
            raise CommandError(f"there is no ladder {ladder_id!r}: `manage.py law ladders` lists them")
        if as_json:
            self._json({"ladders": [ladder_to_json(ladder) for ladder in chosen]})
            return
        for ladder in chosen:
            for line in ladder_lines(ladder):
                self.stdout.write(line)

    def _regulators(
        self, places: Mapping[str, Regulator], catalogue: Catalogue, code: str | None, as_json: bool
    ) -> None:
        chosen = [place for place in places.values() if code is None or place.jurisdiction == code.upper()]
        if not chosen:
            raise CommandError(f"no regulators are known for {code!r}: `manage.py law regulators` lists them")
        if as_json:
            self._json({"regulators": [regulator_to_json(place, catalogue) for place in chosen]})
            return
        for place in chosen:
            review = place.external_review
            self.stdout.write(f"{place.jurisdiction:<4}{JURISDICTIONS[place.jurisdiction]}")
            for agency in place.agencies:
                reach = " · ".join(part for part in (agency.domain, *agency.phones, agency.role) if part)
                self.stdout.write(f"    {agency.name}: {reach}" if reach else f"    {agency.name}")
            self.stdout.write(f"    External review ({review.process}): {review.filed_at} · {review.checked}")
            fee = f"{FEES[review.fee.kind].lower()} {review.fee.amount}".strip()
            if review.enclosures:
                self.stdout.write(f"    With it: {'; '.join(map(_enclosed, review.enclosures))}")
            self.stdout.write(f"    Fee: {fee} · binds {' and '.join(review.binding.on)}")

    def _fees(self, laws: Mapping[tuple[str, str], FeeLaw], code: str | None, as_json: bool) -> None:
        chosen = [law for law in laws.values() if code is None or law.jurisdiction == code.upper()]
        if not chosen:
            raise CommandError(f"no law of fees is known for {code!r}: `manage.py law fees` lists them")
        if as_json:
            self._json({"caps": [cap_to_json(cap) for law in chosen for cap in law.caps]})
            return
        for law in chosen:
            self.stdout.write(f"{law.jurisdiction:<4}{law.body}")
            for cap in law.caps:
                self.stdout.write(f"    {cap.id}: {cap.paraphrase} {cap.citation} · {cap.checked.grade}")
            for bar in law.bars:
                self.stdout.write(f"    {bar.id}: {bar.says} {bar.citation} · {bar.checked.grade}")
            if law.no_cap:
                self.stdout.write(
                    f"    No percentage is set: {law.no_cap.citation} · {law.no_cap.checked.grade}"
                )

    def _coverage(self, catalogue: Catalogue, as_json: bool) -> None:
        rows = coverage(catalogue)
        if as_json:
            self._json({"coverage": rows})
            return
        self.stdout.write("Rules of each place by line: read in the law + second-hand + not checked.")
        self.stdout.write(f"{'':<5}" + "".join(f"{line:<19}" for line in LINES_OF_BUSINESS))
        for jurisdiction in JURISDICTIONS:
            cells = [_cell(row) for row in rows if row["jurisdiction"] == jurisdiction]
            self.stdout.write(f"{jurisdiction:<5}" + "".join(f"{cell:<19}" for cell in cells).rstrip())

    def _check(self, catalogue: Catalogue, as_json: bool) -> None:
        try:
            ladders = load_ladders()
            notices = load_notices()
            places = load_regulators()
            findings = load_research()
            check_research(findings, frozenset(rule.id for rule in catalogue.rules))
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        found = {
            "rules": len(catalogue.rules),
            "ladders": len(ladders),
            "notice_requirements": len(notices),
            "places_with_regulators": len(places),
            "fee_caps": sum(len(law.caps) for law in load_fee_laws().values()),
            "research": counts(findings),
            "sources": sources(catalogue.rules),
        }
        if as_json:
            self._json({"ok": True, **found})
            return
        self.stdout.write(
            f"Sound: {found['rules']} rules, {found['ladders']} ladders, "
            f"{found['notice_requirements']} requirements on notices, regulators of {len(places)} places, "
            f"{found['fee_caps']} caps on fees."
        )
        self.stdout.write("Researched facts: those that became rules, other data, or are no clock.")
        for group, row in counts(findings).items():
            parts = f"{row['rules']} + {row['elsewhere']} + {row['not_a_clock']}"
            self.stdout.write(f"  {row['rows']:>4} = {parts:<16} {group}")
        for source in sources(catalogue.rules):
            self.stdout.write(f"  checked against {source}")


def _enclosed(enclosure: Enclosure) -> str:
    return (
        enclosure.words
        if enclosure.when == "always"
        else f"{WHEN[enclosure.when].lower()}, {enclosure.words}"
    )


def _cell(row: dict[str, Any]) -> str:
    """Such as "12 (5+4+3)"; a dot where there is no rule."""
    return f"{row['rules']} ({'+'.join(str(row[grade]) for grade in GRADES)})" if row["rules"] else "·"
