"""`python -m claimback.pages PATH MEDIA_TYPE FIRST SECONDS`: pages of a file as lines of JSON, within bounds.

Each line is a page; the last says `{"ended": true}` or `{"ended": false}` where there are more, or what the file as a
whole is refused for. A page that takes too long, or too much memory, ends the process without that last line.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any, Final

from claimback.pages.limits import allow_time, confine_memory
from claimback.pages.read import pages
from claimback.pages.unreadable import UnreadableFile

PAGES_AT_ONCE: Final = 200


def main(path: str, media_type: str, first: str, seconds: str) -> None:
    """Print the pages from `first` on, as many as `seconds` allow."""
    confine_memory()
    until, begin = monotonic() + float(seconds), int(first)
    allow_time()
    try:
        for number, page in enumerate(pages(Path(path), media_type), start=1):
            if number < begin:
                continue
            if number >= begin + PAGES_AT_ONCE or monotonic() > until:
                _say({"ended": False})
                return
            allow_time()
            _say(asdict(page()))
    except UnreadableFile as refusal:
        _say({"refused": refusal.code})
        return
    _say({"ended": True})


def _say(line: dict[str, Any]) -> None:
    # Lone surrogates and NUL are what PostgreSQL cannot hold: each is replaced by one character, and places stay.
    said = {name: _storable(value) if isinstance(value, str) else value for name, value in line.items()}
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _storable(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode(errors="replace").decode()


if __name__ == "__main__":
    main(*sys.argv[1:5])
