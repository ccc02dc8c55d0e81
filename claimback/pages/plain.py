"""Plain text: its encoding, and its pages."""


def decoded(data: bytes) -> str | None:
    """Text in UTF-8, UTF-16 with its mark, or Windows-1252; None when it is no text at all."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _has_control_characters(text) else text
    return None


def _has_control_characters(text: str) -> bool:
    return any(ord(character) < 32 and character not in "\t\n\r\f\v" for character in text)


def text_pages(data: bytes) -> list[str]:
    """The text with \\n at its lines' ends, broken into pages at form feeds; empty for what is no text."""
    text = (decoded(data) or "").replace("\r\n", "\n").replace("\r", "\n")
    pages = text.split("\f")
    # A form feed ends a page: what follows the last one is a page only if something is on it.
    return pages[:-1] if len(pages) > 1 and not pages[-1].strip() else pages
