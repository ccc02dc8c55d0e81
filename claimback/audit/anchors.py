"""The anchor file: the last link of each firm's chain at the last check that found it whole.

It is worth something only where those who can write to the database can't write to it.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from claimback.audit.verify import Anchor
from claimback.kernel import json

FORMAT: Final = "claimback audit anchor 1"


class BadAnchor(ValueError):
    """The file is not one that this module wrote."""


def read_anchors(path: Path) -> dict[str, Anchor]:
    """The anchors by firm id; none where there is no file yet. Raises BadAnchor, OSError."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["format"] != FORMAT:
            raise BadAnchor(f"{path} is no anchor file.")
        return {
            firm: Anchor(int(item["number"]), bytes.fromhex(item["digest"]))
            for firm, item in kept["firms"].items()
        }
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadAnchor(f"{path} is no anchor file.") from error


def write_anchors(path: Path, anchors: Mapping[str, Anchor]) -> None:
    """Replace the file in one step: a crash leaves the former one. Raises OSError."""
    firms = {
        firm: {"number": anchor.number, "digest": anchor.digest.hex()} for firm, anchor in anchors.items()
    }
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as file:
        file.write(json.dumps({"format": FORMAT, "firms": firms}))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
