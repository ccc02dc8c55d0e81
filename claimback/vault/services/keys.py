"""Firms' keys: made at first need, kept unwrapped for a while, retired, wrapped anew, destroyed, moved with a firm.

What a process keeps unwrapped is found by the firm whose scope is open and the wrapped bytes of its row, which are read
each time: a key that was destroyed, or whose making was undone, opens nothing from then on.
"""

import json
from base64 import b64decode, b64encode
from os import urandom
from time import monotonic
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from claimback.kernel.errors import Conflict, invalid
from claimback.tenancy.scanner import firm_ids
from claimback.tenancy.scope import current_firm_id, firm_scope
from claimback.vault.envelope import KEY_BYTES, NONCE_BYTES, DataKey, new_secret
from claimback.vault.masters import current_master, master_named
from claimback.vault.models import CURRENT, DESTROYED, KEY_EDGES, OLD, FirmKey
from claimback.vault.selectors import current_key, key_list, living_keys

KEPT_SECONDS: Final = 300
"""How long a process keeps a key unwrapped: for so long it goes on after the master key was taken from it."""
_KEPT_LIMIT: Final = 1000
PASSPHRASE_LENGTH: Final = 12
# RFC 7914 with the parameters that OWASP's cheat sheet on storing passwords gives: 128 MiB, about half a second.
_SCRYPT: Final = {"n": 2**17, "r": 8, "p": 1}
_SALT_BYTES: Final = 16

_kept: dict[tuple[UUID, bytes], tuple[DataKey, float]] = {}


class KeyGone(RuntimeError):
    """A firm's key was destroyed: what it sealed is lost, as was meant, and nothing more is sealed."""


def sealing_key() -> DataKey:
    """The key that seals now, in the scope that is open; the firm's first is made here. Raises KeyGone."""
    found = current_key()
    if found is None:
        _make_first()
        found = current_key()
    if found is None:
        raise KeyGone(f"The keys of firm {current_firm_id()} were destroyed: nothing more is sealed for it.")
    return _unwrapped(*found)


def opening_keys() -> dict[int, DataKey]:
    """Every key of the firm that opens something, by number, the newest first: two while a rotation runs, else one."""
    return {row.number: _unwrapped(row.number, bytes(row.wrapped), row.master_key) for row in living_keys()}


def key_retire() -> None:
    """Put a new key in place of the current one, which goes on opening. Waits for whoever seals at this moment.

    While older keys still open rows it does nothing: that rotation is to be finished first. Raises KeyGone.
    """
    list(living_keys().select_for_update())
    rows = list(living_keys())  # asked again: whoever held the lock may have made a key meanwhile
    if len(rows) > 1:
        return
    last = key_list().order_by("-number").first()
    if last is None:
        _make(1)
        return
    if not rows:
        raise KeyGone(f"The keys of firm {current_firm_id()} were destroyed: there is nothing to rotate.")
    rows[0].change(state=KEY_EDGES.advance(rows[0].state, OLD))
    _make(last.number + 1)


def old_keys_destroy() -> None:
    """Destroy all keys but the current one. The caller has made sure that they open nothing any more."""
    for row in living_keys().exclude(state=CURRENT).select_for_update():
        _destroy(row)


def firm_keys_destroy(firm_id: UUID) -> int:
    """Destroy every key of a firm: no copy of its sealed values, in no backup of rows alone, opens ever again.

    Returns how many there were. Safe to repeat.
    """
    with firm_scope(firm_id, act="vault.destroy"):
        rows = list(living_keys().select_for_update())
        for row in rows:
            _destroy(row)
    return len(rows)


def keys_rewrap() -> int:
    """Wrap every firm's keys under the current master key; returns how many were under another. Safe to repeat.

    Each firm is a transaction of its own. Raises MasterKeyUnusable for one whose master key the environment lacks.
    """
    master, changed = current_master(), 0
    for firm_id in firm_ids():
        with firm_scope(firm_id, act="vault.rewrap"):
            for row in living_keys().exclude(master_key=master.name).select_for_update():
                wrapped = master.wrap(_unwrap(row), firm_id=firm_id, number=row.number)
                row.change(wrapped=wrapped, master_key=master.name)
                changed += 1
    return changed


def firm_keys_export(passphrase: str) -> bytes:
    """The keys of the firm whose scope is open, under a passphrase, for its archive. Raises Invalid for a short one.

    JSON: `{"kdf", "n", "r", "p", "salt", "nonce", "keys"}`, the last being AES-256-GCM of the keys, bound to the firm.
    """
    _check_passphrase(passphrase)
    keys = [
        {"number": row.number, "state": row.state, "secret": b64encode(_unwrap(row)).decode()}
        for row in living_keys()
    ]
    salt, nonce = urandom(_SALT_BYTES), urandom(NONCE_BYTES)
    sealed = _cipher(passphrase, salt, **_SCRYPT).encrypt(nonce, json.dumps(keys).encode(), _bound())
    texts = {"salt": salt, "nonce": nonce, "keys": sealed}
    return json.dumps(
        {"kdf": "scrypt", **_SCRYPT, **{name: b64encode(value).decode() for name, value in texts.items()}}
    ).encode()


def firm_keys_import(data: bytes, passphrase: str) -> int:
    """Take up the keys that `firm_keys_export` gave, for the same firm, which has none yet. Returns how many.

    Raises Invalid for a wrong passphrase, another firm's keys or bytes that are none; Conflict where there are keys.
    """
    if key_list().exists():
        raise Conflict("This firm has keys already.")
    try:
        told = json.loads(data)
        parts = {name: b64decode(told[name]) for name in ("salt", "nonce", "keys")}
        parameters = {name: int(told[name]) for name in _SCRYPT}
    except (ValueError, KeyError, TypeError):
        raise invalid("keys", "These are no exported keys. Take the file from the firm's archive.") from None
    if parameters != _SCRYPT:
        raise invalid("keys", "These keys were exported with other parameters than this version knows.")
    try:
        opened = _cipher(passphrase, parts["salt"], **parameters).decrypt(
            parts["nonce"], parts["keys"], _bound()
        )
    except (InvalidTag, ValueError):
        raise invalid(
            "passphrase", "This passphrase does not open these keys, or they are another firm's."
        ) from None
    keys: list[dict[str, Any]] = json.loads(opened)
    for key in keys:
        _make(key["number"], b64decode(key["secret"]), state=key["state"])
    return len(keys)


def forget_keys() -> None:
    """Drop what this process keeps unwrapped."""
    _kept.clear()


def _make_first() -> None:
    if not key_list().exists():
        _make(1)


def _make(number: int, secret: bytes | None = None, *, state: str = CURRENT) -> None:
    """A key's row; whoever makes the same one at the same moment makes it, and this one is let go."""
    firm_id, master = current_firm_id(), current_master()
    wrapped = master.wrap(secret or new_secret(), firm_id=firm_id, number=number)
    row = FirmKey(number=number, wrapped=wrapped, master_key=master.name, state=state)
    FirmKey.objects.bulk_create([row], ignore_conflicts=True)


def _destroy(row: FirmKey) -> None:
    row.change(state=KEY_EDGES.advance(row.state, DESTROYED), wrapped=b"")


def _unwrap(row: FirmKey) -> bytes:
    return master_named(row.master_key).unwrap(
        bytes(row.wrapped), firm_id=current_firm_id(), number=row.number
    )


def _unwrapped(number: int, wrapped: bytes, master_key: str) -> DataKey:
    """The key, from what is kept or through its master key."""
    place = (current_firm_id(), wrapped)
    kept = _kept.get(place)
    if kept and kept[1] > monotonic():
        return kept[0]
    key = DataKey(number, master_named(master_key).unwrap(wrapped, firm_id=place[0], number=number))
    if len(_kept) >= _KEPT_LIMIT:
        _kept.clear()
    _kept[place] = (key, monotonic() + KEPT_SECONDS)
    return key


def _cipher(passphrase: str, salt: bytes, *, n: int, r: int, p: int) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=KEY_BYTES, n=n, r=r, p=p).derive(passphrase.encode()))


def _bound() -> bytes:
    return b"claimback.vault exported keys\x1f" + current_firm_id().bytes


def _check_passphrase(passphrase: str) -> None:
    if len(passphrase) < PASSPHRASE_LENGTH:
        raise invalid("passphrase", f"Give a passphrase of at least {PASSPHRASE_LENGTH} characters.")
