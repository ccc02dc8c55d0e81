"""Text whose encoding was misread: put right where there is only one way to, and told from text that is not words."""

import re
from typing import Final

# UTF-8 of a letter beyond ASCII, read as Windows-1252: a first byte, then one or more of the range 80 to BF.
_HIGH: Final = "".join(
    bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(0x80, 0xC0)
)
_MISREAD: Final = re.compile(
    f"(?:[Â-ß][{re.escape(_HIGH)}]|[à-ï][{re.escape(_HIGH)}]{{2}}|[ð-ô][{re.escape(_HIGH)}]{{3}})"
)
_BYTES: Final = {ord(character): 0x80 + index for index, character in enumerate(_HIGH)}


def repaired(text: str) -> str:
    """The text with UTF-8 that was read as Windows-1252 (`donâ€™t`) as it was meant. Other text stays as it is."""
    if text.isascii():
        return text
    return _MISREAD.sub(lambda match: _meant(match.group()), text)


def _meant(misread: str) -> str:
    data = bytes(_BYTES.get(ord(character), ord(character)) for character in misread)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return misread
