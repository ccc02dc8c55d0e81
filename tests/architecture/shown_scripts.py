"""Words in the scripts of pages: they come from the page, which has them in its reader's language."""

import re
from typing import Final

from tests.architecture.findings import Finding

_TEXTS: Final = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`""", re.DOTALL
)
_PUT_IN: Final = re.compile(r"\$\{[^}]*\}")
_SPEAKS: Final = re.compile(r"[A-Z][a-z]+(?: |[.…]|$)|.*[A-Za-z]{2} [a-z]{2}|.*[a-z]{2}[.…]$|\s*,? [a-z]{2}")
_ADDRESSES: Final = re.compile(r"[\[.#*]|\w+-\w|.*[a-z], [a-z]")
"""What else has blanks: selectors of elements, and classes."""

KEYS: Final = frozenset({"Enter", "Escape", "Arrow"})


def words_in(path: str, script: str) -> list[Finding]:
    """The texts of a script that read as English words."""
    return [
        Finding(f"{path}: {said!r}", "is in no reader's language")
        for found in _TEXTS.finditer(script)
        for said in found.groups()
        if said and said not in KEYS and _reads(_PUT_IN.sub("", said))
    ]


def _reads(said: str) -> bool:
    return bool(_SPEAKS.match(said)) and not _ADDRESSES.match(said)
