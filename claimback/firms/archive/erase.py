"""Erasing a firm: it is closed, its objects go, then all its rows in one transaction; a signed manifest is left.

Killed anywhere, it is finished by running it again. Nothing undoes it: that is what the archive is for.
"""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from claimback.firms.archive.bring_in import IMPORTED
from claimback.firms.archive.export import EXPORTED, application_version
from claimback.firms.archive.manifest import objects_prefix
from claimback.firms.archive.owner import (
    FirmFound,
    as_owner,
    firm_found,
    firm_standing,
    members_elsewhere,
    resting_triggers,
)
from claimback.firms.archive.signing import BadSignature, check, public_text, sign, signing_key
from claimback.firms.archive.tables import dangling, firm_tables, foreign_keys, people_lines
from claimback.firms.events import ErasureAsked
from claimback.firms.selectors.life import firm_locked, last_life_entry, last_seal, seal_number
from claimback.firms.services.life import firm_close, life_record
from claimback.firms.services.people import users_hold, users_remove
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Invalid, NotFound
from claimback.kernel.events import publish
from claimback.storage import s3
from claimback.storage.selectors import file_rows
from claimback.tenancy.scope import firm_scope
from claimback.vault.services.keys import firm_keys_destroy

Say = Callable[[str], None]
ERASED: Final = "erase"
FORMAT: Final = "claimback erasure manifest 1"


def firm_erase(
    *, slug: str, confirm: str, manifest: Path, reason: str, without_export: bool, by: str, say: Say
) -> dict[str, Any]:
    """Erase the firm with this slug and write the signed manifest. Returns the manifest.

    Raises Invalid where `confirm` is not the slug; NotFound; Conflict where the firm or a case of it is under a legal
    hold, where the file is there, and,
    unless `without_export`, where something was written since the last export; StoreUnavailable.
    """
    if confirm != slug:
        raise Invalid(f"--confirm {confirm} is not the firm's slug. Type the slug of the firm that is to go.")
    with as_owner():
        firm = firm_found(slug)
        if firm is None:
            return _finished(slug, manifest, say)
        if manifest.exists():
            raise Conflict(f"{manifest} is there already. Name another file, or move it away.")
        begun = _close(firm, reason, without_export=without_export, by=by)
        say("closed: nobody enters the firm any more")
        s3.remove_all(objects_prefix(firm.id))
        say(f"objects: {begun['objects']:,} removed")
        signed = _erase_rows(firm, begun, manifest)
        _part(manifest).replace(manifest)
        prove_gone(firm.id, say)
    return signed


def installation_public_key() -> str:
    """The key in base64 by which anybody checks this installation's manifests."""
    return public_text(installation_key())


def manifest_check(*, file: Path, public_key: str = "") -> dict[str, Any]:
    """The manifest in `file`, if this installation or the holder of `public_key` signed it. Raises Invalid."""
    try:
        return check(file.read_bytes(), public_key or installation_public_key())
    except (FileNotFoundError, IsADirectoryError):
        raise Invalid(f"There is no file {file}.") from None
    except BadSignature as error:
        raise Invalid(str(error)) from None


def prove_gone(firm_id: UUID, say: Say) -> None:
    """Remove what a form that was signed before let in since, then count again. Raises Conflict for any row left."""
    prefix = objects_prefix(firm_id)
    if any(True for _ in s3.listed(prefix)):
        s3.remove_all(prefix)
    with firm_scope(firm_id, act="firm.erase"):
        left = {table.name: table.count(firm_id) for table in firm_tables()}
    objects = sum(1 for _ in s3.listed(prefix))
    if firm_standing(firm_id) is not None or any(left.values()) or objects:
        raise Conflict(
            f"Something is left: {[name for name, number in left.items() if number]}, {objects} objects."
        )
    say(f"proven: no row in {len(left)} tables, no object under {prefix}")


def _close(firm: FirmFound, reason: str, *, without_export: bool, by: str) -> dict[str, Any]:
    """End every membership and token, and note in the history that it goes; once, whoever runs it again."""
    with firm_scope(firm.id, act="firm.erase"):
        _refuse_hold()
        if (begun := _begun()) is not None:
            return begun
        export = None if without_export else _fresh_export()
        objects = list(s3.listed(objects_prefix(firm.id)))
        waiting = file_rows().filter(created_at__gt=now() - timedelta(seconds=s3.FORM_SECONDS)).exists()
        begun = {
            "reason": reason,
            "by": by,
            "export": export,
            "objects": len(objects),
            "bytes": sum(object.size for object in objects),
            "forms_until": (now() + timedelta(seconds=s3.FORM_SECONDS)).isoformat() if waiting else None,
        }
        life_record(operation=ERASED, after=begun)
        firm_close()
    return begun


def _refuse_hold() -> None:
    firm = firm_locked()
    if firm.legal_hold_at is not None:
        raise Conflict(
            f"The firm is under a legal hold since {firm.legal_hold_at:%Y-%m-%d} ({firm.legal_hold_reason}). "
            "Nothing was erased."
        )
    publish(ErasureAsked(firm.id))


def _begun() -> dict[str, Any] | None:
    """What an erasure that was interrupted has noted; not one from before the firm was brought in."""
    erasure, brought = last_life_entry(ERASED), last_life_entry(IMPORTED)
    if erasure is None or (brought is not None and brought.at > erasure.at):
        return None
    return dict(erasure.after or {})


def _fresh_export() -> dict[str, Any]:
    """The last export, if nothing was written since its snapshot. Raises Conflict."""
    export = last_life_entry(EXPORTED)
    if export is None:
        raise Conflict("The firm was never exported. Export it first, or type --without-export.")
    noted: dict[str, Any] = export.after or {}
    since = int(last_seal()["number"]) - int(noted["seal"]) - 1
    if since or seal_number(export) != int(noted["seal"]) + 1:
        raise Conflict(
            f"{since} entries were written to the firm's history since its last export began. "
            "Export it again, or type --without-export."
        )
    return {"archive_sha256": noted["archive_sha256"], "at": export.at.isoformat()}


def _erase_rows(firm: FirmFound, begun: dict[str, Any], manifest: Path) -> dict[str, Any]:
    """All rows in one transaction. The signed manifest is on the disk, under another name, before it commits."""
    with firm_scope(firm.id, act="firm.erase"):
        _refuse_hold()
        seal = last_seal()
        people = [UUID(json.loads(line)["id"]) for line in people_lines(firm.id)]
        users_hold(user_ids=people)
        tables = firm_tables()
        with resting_triggers():
            keys = firm_keys_destroy(firm.id)
            erased = {table.name: table.erase(firm.id) for table in tables}
        owned = {table.name for table in tables}
        outside = [key for key in foreign_keys() if key.parent in owned and key.child not in owned]
        if broken := dangling(outside):
            raise Conflict(f"Rows that belong to no firm refer to this one: {broken[0]}. Nothing was erased.")
        leaving = set(people) - members_elsewhere(people)
        signed = sign(
            {
                "format": FORMAT,
                "application": application_version(),
                "firm": {"id": str(firm.id), "slug": firm.slug, "name": firm.name},
                "erased_at": now().isoformat(),
                "tables": erased,
                "accounts_removed": users_remove(user_ids=leaving),
                "keys_destroyed": keys,
                "last_seal": seal,
                **begun,
            },
            installation_key(),
        )
        if left := [table.name for table in tables if table.count(firm.id)]:
            raise Conflict(f"Rows are left in {left[0]}. Nothing was erased.")
        _write_durably(_part(manifest), json.dumps(signed, indent=1, ensure_ascii=False).encode())
    return signed


def _finished(slug: str, manifest: Path, say: Say) -> dict[str, Any]:
    """The end of an erasure whose rows are gone already. Raises NotFound where there is no manifest of one."""
    for file in (manifest, _part(manifest)):
        if file.exists():
            told = manifest_check(file=file)
            if told["firm"]["slug"] == slug:
                file.replace(manifest)
                say(f"the firm was erased at {told['erased_at']}")
                prove_gone(UUID(told["firm"]["id"]), say)
                return told
    raise NotFound(f"There is no firm {slug}.")


def _part(manifest: Path) -> Path:
    return manifest.with_name(f".{manifest.name}.part")


def _write_durably(file: Path, data: bytes) -> None:
    try:
        with file.open("wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
    except FileNotFoundError:
        raise Invalid(f"There is no folder {file.parent}.") from None


def installation_key() -> Ed25519PrivateKey:
    """The key that signs this installation's manifests. Raises Invalid for one that the environment gives wrongly."""
    try:
        return signing_key(settings.ERASURE_SIGNING_KEY, settings.SECRET_KEY)
    except ValueError:
        raise Invalid("ERASURE_SIGNING_KEY must be 32 random bytes in base64.") from None
