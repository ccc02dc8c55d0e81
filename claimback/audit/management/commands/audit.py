"""`manage.py audit`: check the chains of firms, and export one case's for others to check."""

from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimback.audit.anchors import BadAnchor, read_anchors, write_anchors
from claimback.audit.chain import case_chain_lines, chain_links
from claimback.audit.services import read_record
from claimback.audit.verify import Anchor, Problem, Verdict, verify_chain
from claimback.kernel import json
from claimback.kernel.errors import NotFound
from claimback.tenancy.scanner import firm_ids
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get

SCRIPT: Final = "claimback/audit/verify_chain.py"
_MISSING = (
    "The anchor knows this firm and the database does not. If it was erased, take it out of the anchor."
)
_ANCHOR = (
    "a file that keeps the last number and digest of each firm outside the database. Whoever owns the database can "
    "cut off a chain's end, or write a chain anew from any entry on, and every link then holds: only the anchor "
    "shows it. Keep it where they can't write. It is made if it is not there, compared if it is, and moved on only "
    "for firms whose chain was found whole."
)


class Command(BaseCommand):
    """Check chains, or export a case's."""

    help = "Check the history of firms for what was changed, removed, put in or reordered; export a case's chain."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Two verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify|export")
        verify = verbs.add_parser(
            "verify", help="check every link and entry; exits with 1 where something is wrong"
        )
        verify.add_argument("firms", nargs="*", metavar="FIRM", help="the slug; without one, all firms")
        verify.add_argument("--anchor", type=Path, metavar="FILE", help=_ANCHOR)
        verify.add_argument("--json", action="store_true", help="print JSON")
        export = verbs.add_parser(
            "export",
            help="write one case's chain as JSON Lines, which claimback/audit/verify_chain.py checks offline",
        )
        export.add_argument("firm", metavar="FIRM", help="the slug")
        export.add_argument("case", metavar="CASE", type=UUID, help="the case's id")
        export.add_argument(
            "--out", type=Path, required=True, metavar="FILE", help="a file that is not there yet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        if options["verb"] == "verify":
            self._verify(options["firms"], options["anchor"], as_json=options["json"])
        else:
            self._export(options["firm"], options["case"], options["out"])

    def _verify(self, slugs: list[str], path: Path | None, *, as_json: bool) -> None:
        anchors = self._anchors(path)
        found: list[dict[str, Any]] = []
        firms = self._firms(slugs)
        for firm_id in firms:
            slug, verdict = self._check(firm_id, anchors.get(str(firm_id)))
            found.append(_as_json(slug, verdict))
            if not verdict.problems:
                anchors[str(firm_id)] = verdict.last
        if not slugs:
            gone = [firm for firm in anchors if UUID(firm) not in firms]
            found += [_as_json(firm, Verdict(problems=[Problem("missing", _MISSING)])) for firm in gone]
        if path is not None:
            self._write(path, anchors)
        problems = sum(len(firm["problems"]) for firm in found)
        if as_json:
            self.stdout.write(json.dumps({"firms": found, "problems": problems}).decode())
        else:
            self.stdout.write("\n".join(line for firm in found for line in _as_text(firm)))
        if problems:
            raise SystemExit(1)

    def _firms(self, slugs: list[str]) -> list[UUID]:
        found = firm_ids(slugs)
        if len(found) < len(set(slugs)):
            raise CommandError(f"One of these firms is not there: {', '.join(slugs)}. Give their slugs.")
        return found

    def _check(self, firm_id: UUID, anchor: Anchor | None) -> tuple[str, Verdict]:
        """One firm's slug and verdict; on standard error, how far it is."""
        with firm_scope(firm_id, act="audit.verify"):
            slug = firm_get().slug

            def progress(read: int) -> None:
                self.stderr.write(f"{slug}: {read:,} read", ending="\r")

            verdict = verify_chain(chain_links(progress), anchor)
        self.stderr.write("")
        return slug, verdict

    def _export(self, slug: str, case_id: UUID, path: Path) -> None:
        [firm_id] = self._firms([slug])
        try:
            with firm_scope(firm_id, act="audit.export"), path.open("xb") as file:
                lines = 0
                for line in case_chain_lines(case_id):
                    file.write(json.dumps(line) + b"\n")
                    lines += 1
                read_record(table="cases_case", row_id=case_id, case_id=case_id, purpose="chain exported")
        except NotFound:
            path.unlink()
            raise CommandError(f"{slug} has no case {case_id}. Give the case's id.") from None
        except FileExistsError:
            raise CommandError(f"{path} is there already. Name another file.") from None
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}.") from None
        self.stdout.write(f"{lines - 1:,} links in {path}. To check them: python {SCRIPT} {path}")

    def _anchors(self, path: Path | None) -> dict[str, Anchor]:
        try:
            return read_anchors(path) if path else {}
        except BadAnchor as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.") from None

    def _write(self, path: Path, anchors: dict[str, Anchor]) -> None:
        try:
            write_anchors(path, anchors)
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}.") from None


def _as_json(slug: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "firm": slug,
        "links": verdict.links,
        "last": {"number": verdict.last.number, "digest": verdict.last.digest.hex()},
        "problems": [
            {"kind": p.kind, "number": p.number, "entry_id": p.entry_id, "detail": p.detail}
            for p in verdict.problems
        ],
    }


def _as_text(firm: dict[str, Any]) -> list[str]:
    problems = firm["problems"]
    if not problems:
        return [f"{firm['firm']}: {firm['links']:,} links, all whole."]
    lines = [f"{firm['firm']}: {firm['links']:,} links, {len(problems)} found wrong."]
    for problem in problems:
        where = f"number {problem['number']}" if problem["number"] is not None else "no number"
        entry = f", entry {problem['entry_id']}" if problem["entry_id"] else ""
        lines.append(f"  {problem['kind']}: {where}{entry}. {problem['detail']}")
    return lines
