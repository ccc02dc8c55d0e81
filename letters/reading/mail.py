"""The body of an e-mail message as one page. Attachments are files of their own and are not read here."""

import re
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

from letters.reading.refusal import UnreadableLetter

_BREAKS = frozenset(["br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr"])
_SILENT = frozenset(["script", "style", "head", "title"])


def body_of(data: bytes) -> list[str]:
    """The decoded body, the plain one if there are two, as a list of one page.

    Raises UnreadableLetter for a file without e-mail headers and for a message without a text body.
    """
    message = message_from_bytes(data, policy=default)
    if not any(header in message for header in ("From", "To", "Subject", "Date")):
        raise UnreadableLetter(
            "not_what_its_name_says",
            "The file is named *.eml but it has no e-mail headers. Save the message again, or name it *.txt.",
        )
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise UnreadableLetter("no_text", "The message has no text. If the letter is attached, upload that.")
    try:
        content = str(body.get_content())
    except (LookupError, UnicodeError) as error:
        raise UnreadableLetter(
            "damaged", "The message's text cannot be decoded. Print the message to PDF and upload that."
        ) from error
    if body.get_content_type() == "text/html":
        content = _text_of(content)
    return [content.replace("\r\n", "\n").replace("\r", "\n")]


class _Text(HTMLParser):
    """Collects what a person would read, a line per block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def _text_of(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "\n".join(line.strip() for line in "".join(parser.parts).splitlines()).strip()
