"""Why a file cannot be read. Nothing else lives here: the readers of each format share it."""

from typing import Final

REASONS: Final = {
    "ocr_not_installed": "Scanned, and text recognition (OCR) is not installed.",
    "no_text": "No text was found on it.",
    "kind_not_read": "Files of this kind have no text that can be read.",
    "too_large": "It is too large to be read. Split it.",
    "cut_short": "Only the beginning of this page can be searched: it is too long.",
    "reading_failed": "Reading it did not end. Open it and look, or print it to PDF again and upload that.",
    "encrypted": "It needs a password. Save a copy without one and upload that.",
    "damaged": "It is damaged and cannot be opened. Ask for it again, or print it to PDF.",
}


class UnreadableFile(Exception):
    """A file that cannot be read: `code` for programs, `message` for people, with the remedy in it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
