"""`manage.py firm`: open, take out, bring in, hold and erase a firm."""

import getpass
import os
import socket
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimback.firms.archive.bring_in import firm_import
from claimback.firms.archive.erase import firm_erase, installation_public_key, manifest_check
from claimback.firms.archive.export import firm_export
from claimback.firms.services.life import hold_place, hold_release
from claimback.firms.services.opening import firm_begin
from claimback.kernel.errors import Refusal
from claimback.tenancy.models import FIRM_KINDS
from claimback.tenancy.scanner import firm_ids
from claimback.tenancy.scope import firm_scope

DAMAGED: Final = 3
"""The exit code where the work was done and something that it found is not as it should be."""


class Command(BaseCommand):
    """A firm's life as a whole. Who runs it is in the firm's history."""

    help = "Open, export, import, hold and erase firms."

    def add_arguments(self, parser: CommandParser) -> None:
        """A verb each."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        _create_arguments(verbs.add_parser("create", help="open a firm with its first owner"))
        _archive_arguments(verbs)
        erase = verbs.add_parser("erase", help="erase a firm and leave a signed manifest")
        erase.add_argument("slug")
        erase.add_argument("--manifest", type=Path, required=True, help="where the signed manifest goes")
        erase.add_argument("--confirm", required=True, metavar="SLUG", help="the slug again")
        erase.add_argument("--reason", default="", help="why; it stands in the manifest")
        erase.add_argument("--without-export", action="store_true", help="though no archive is fresh")
        for verb, words in [("hold", "put a firm under a legal hold"), ("release", "end a legal hold")]:
            held = verbs.add_parser(verb, help=words)
            held.add_argument("slug")
            held.add_argument("--reason", required=True)
        verbs.add_parser("public-key", help="print the key that signs this installation's manifests")
        check = verbs.add_parser("check-manifest", help="check the signature of a manifest")
        check.add_argument("file", type=Path)
        check.add_argument(
            "--public-key", default="", help="of the installation that erased; else this one's"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the verb, or say in one line why not."""
        verb = options["verb"].replace("-", "_")
        try:
            getattr(self, f"_{verb}")(options)
        except Refusal as refusal:
            problems = [f"{one.pointer.lstrip('/')}: {one.detail}" for one in refusal.errors]
            raise CommandError("; ".join(problems) or refusal.detail) from None
        except PermissionError as error:
            raise CommandError(f"{error.filename} may not be written: {error.strerror}.") from None

    def _create(self, options: dict[str, Any]) -> None:
        begun = firm_begin(
            slug=options["slug"],
            name=options["name"],
            kind=options["kind"],
            owner_email=options["owner"],
            owner_name=options["owner_name"],
            docket_email=options["docket_email"],
            time_zone=options["time_zone"],
        )
        self.stdout.write(f"{begun.firm.slug} is open ({begun.firm.id}).")
        if begun.link:
            self.stdout.write(f"Its owner sets a password here, within three days: {begun.link}")
        else:
            self.stdout.write(f"Its owner {options['owner']} has an account, and signs in as before.")

    def _export(self, options: dict[str, Any]) -> None:
        done = firm_export(
            slug=options["slug"],
            out=options["out"],
            passphrase=_passphrase(options),
            plain=options["plain"],
            by=_operator(),
            say=self._say,
        )
        found = done.manifest
        self.stdout.write(
            f"{options['out']}: {found.rows:,} rows in {len(found.tables)} tables, {len(found.stored):,} objects of "
            f"{found.weight:,} bytes; {done.size:,} bytes, SHA-256 {done.sha256}"
        )
        for problem in found.problems:
            self.stderr.write(f"{problem['key']}: {problem['problem']}")
        if found.problems:
            raise CommandError(
                f"{len(found.problems)} documents are not what their rows say. The archive is whole and names them.",
                returncode=DAMAGED,
            )

    def _import(self, options: dict[str, Any]) -> None:
        done = firm_import(
            file=options["file"], passphrase=_passphrase(options), by=_operator(), say=self._say
        )
        found = done.manifest
        self.stdout.write(
            f"{found.firm.slug}: {found.rows:,} rows in {len(found.tables)} tables, {len(found.stored):,} objects "
            f"({done.objects_reused:,} were there), {done.users_made:,} accounts made, who set their password by mail"
        )
        if done.problems or found.problems:
            raise CommandError(
                f"The firm is in. When it was taken out, {len(found.problems)} documents were not what their rows say "
                f"and {done.problems} links of its history were broken: `manage.py audit verify` names them.",
                returncode=DAMAGED,
            )

    def _erase(self, options: dict[str, Any]) -> None:
        done = firm_erase(
            slug=options["slug"],
            confirm=options["confirm"],
            manifest=options["manifest"],
            reason=options["reason"],
            without_export=options["without_export"],
            by=_operator(),
            say=self._say,
        )
        rows = sum(done["tables"].values())
        self.stdout.write(
            f"{options['slug']} is erased: {rows:,} rows, {done['objects']:,} objects of {done['bytes']:,} bytes, "
            f"{done['accounts_removed']:,} accounts. Signed manifest: {options['manifest']}"
        )
        if done["forms_until"]:
            self.stdout.write(
                f"A form signed before may let a file in until {done['forms_until']}. Run this again after that."
            )

    def _hold(self, options: dict[str, Any]) -> None:
        self._change_hold(options, hold_place)
        self.stdout.write(f"{options['slug']} is under a legal hold.")

    def _release(self, options: dict[str, Any]) -> None:
        self._change_hold(options, hold_release)
        self.stdout.write(f"{options['slug']} is under no legal hold any more.")

    def _change_hold(self, options: dict[str, Any], change: Any) -> None:
        found = firm_ids([options["slug"]])
        if not found:
            raise CommandError(f"There is no firm {options['slug']}.")
        with firm_scope(found[0], act=f"firm.{options['verb']}"):
            change(reason=options["reason"], by=_operator())

    def _public_key(self, options: dict[str, Any]) -> None:
        self.stdout.write(installation_public_key())

    def _check_manifest(self, options: dict[str, Any]) -> None:
        told = manifest_check(file=options["file"], public_key=options["public_key"])
        self.stdout.write(
            f"The signature holds: {told['firm']['slug']} was erased at {told['erased_at']} by {told['by']}, "
            f"{sum(told['tables'].values()):,} rows and {told['objects']:,} objects."
        )

    def _say(self, words: str) -> None:
        self.stderr.write(words)
        self.stderr.flush()


def _create_arguments(create: CommandParser) -> None:
    create.add_argument("slug")
    create.add_argument("--name", required=True)
    create.add_argument("--kind", required=True, choices=list(FIRM_KINDS))
    create.add_argument("--owner", required=True, metavar="E-MAIL", help="who owns it")
    create.add_argument("--owner-name", default="", help="their name, where they have no account yet")
    create.add_argument(
        "--docket-email", required=True, metavar="E-MAIL", help="gets reminders nobody else can"
    )
    create.add_argument("--time-zone", default="America/New_York")


def _archive_arguments(verbs: Any) -> None:
    export = verbs.add_parser("export", help="write a firm into one archive")
    export.add_argument("slug")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    export.add_argument("--plain", action="store_true", help="do not seal it: whoever has the file reads it")
    bring = verbs.add_parser("import", help="bring a firm in from an archive")
    bring.add_argument("file", type=Path)
    for parser in (export, bring):
        parser.add_argument(
            "--passphrase-file", type=Path, help="its first line; else FIRM_ARCHIVE_PASSPHRASE is taken"
        )


def _passphrase(options: dict[str, Any]) -> str:
    file: Path | None = options["passphrase_file"]
    if file is None:
        return str(settings.FIRM_ARCHIVE_PASSPHRASE)
    try:
        return next(iter(file.read_text().splitlines()), "")
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"The passphrase cannot be read from {file}.") from None


def _operator() -> str:
    """Who runs this, as the machine knows them."""
    try:
        name = getpass.getuser()
    except KeyError:
        name = f"uid {os.getuid()}"
    return f"{name}@{socket.gethostname()}"
