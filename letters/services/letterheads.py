"""The firm's letterhead: set by its owner, kept as a row each time, and how it looks on a page."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from PIL import Image

from cases.selectors import document_list, former_version_list, referred
from claimback.kernel.errors import Conflict, invalid
from claimback.storage.models import StoredFile
from claimback.storage.selectors import file_rows
from claimback.storage.services import file_bytes
from claimback.tenancy.member import Member
from letters.models import Letterhead
from letters.selectors import letterhead_now
from letters.writing.look import ACCENT, PLAIN, Logo, Look

LOGO_LIMIT: Final = 1024 * 1024
LOGO_EDGE: Final = 4000
_LINES: Final = 8
_LINE_LIMIT: Final = 100
_CONTRAST: Final = 4.5
"""Of large type against white paper and screens: what WCAG 2.2 asks of small text (success criterion 1.4.3)."""
_KINDS: Final = {"image/png": "png", "image/jpeg": "jpg"}


def letterhead_set(
    *,
    actor: Member,
    logo_id: UUID | None = None,
    address_lines: Sequence[str] = (),
    footer_line: str = "",
    accent: str = ACCENT,
) -> Letterhead:
    """Put a letterhead in force: letters that are approved from now on bear it, approved ones keep theirs.

    Raises Invalid that names the field, FileNotKept for a logo that waits to be inspected, Conflict where another was
    set at the same time, Forbidden.
    """
    actor.require("firm.manage")
    lines = [" ".join(line.split()) for line in address_lines if line.strip()]
    if len(lines) > _LINES or any(len(line) > _LINE_LIMIT for line in lines):
        raise invalid("address_lines", f"Give at most {_LINES} lines of at most {_LINE_LIMIT} characters.")
    footer = " ".join(footer_line.split())
    if len(footer) > 200:
        raise invalid("footer_line", "Give at most 200 characters: they stand on one or two lines.")
    _check_accent(accent)
    logo = referred(file_rows(), logo_id, "logo_id")
    if logo is not None:
        _logo(logo)
    former = letterhead_now()
    try:
        with transaction.atomic():
            return Letterhead.objects.create(
                number=(former.number if former else 0) + 1,
                logo=logo,
                address_lines="\n".join(lines),
                footer_line=footer,
                accent=accent.lower(),
                made_by_id=actor.member_id,
            )
    except IntegrityError:
        raise Conflict("Another letterhead was set at the same moment. Look at it, then set yours.") from None


def look_now() -> tuple[Letterhead | None, Look]:
    """The letterhead in force, and how it looks; the plain one of a firm that has set none."""
    found = letterhead_now()
    return found, look_of(found) if found else PLAIN


def look_of(letterhead: Letterhead) -> Look:
    """How a letterhead looks, with the bytes of its logo."""
    return Look(
        accent=letterhead.accent,
        address_lines=tuple(letterhead.address_lines.splitlines()),
        footer_line=letterhead.footer_line,
        logo=_logo(letterhead.logo) if letterhead.logo else None,
    )


def _logo(file: StoredFile) -> Logo:
    """The picture of a logo. Raises Invalid for a file that is none, is too large, or belongs to a case."""
    if (
        document_list().filter(file_id=file.id).exists()
        or former_version_list().filter(file_id=file.id).exists()
    ):
        raise invalid("logo_id", "This file is a document of a case. Send the logo as a file of its own.")
    data = file_bytes(file)
    kind = _KINDS.get(file.media_type)
    if kind is None or len(data) > LOGO_LIMIT:
        raise invalid("logo_id", "A logo is a PNG or JPEG of at most 1 MiB.")
    try:
        with Image.open(BytesIO(data)) as picture:
            width, height = picture.size
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise invalid("logo_id", "The picture is damaged. Save it anew as PNG.") from None
    if max(width, height) > LOGO_EDGE:
        raise invalid("logo_id", f"Make the logo at most {LOGO_EDGE} pixels wide and high.")
    return Logo(data=data, kind="png" if kind == "png" else "jpg", width=width, height=height)


def _check_accent(accent: str) -> None:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        raise invalid("accent", "Give the colour as #rrggbb, such as #1f3350.")
    if contrast_with_white(accent) < _CONTRAST:
        raise invalid("accent", "This colour is too light to be read on paper. Choose a darker one.")


def contrast_with_white(colour: str) -> float:
    """The contrast of a colour #rrggbb with white, from 1 to 21, as WCAG 2.2 reckons it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)
