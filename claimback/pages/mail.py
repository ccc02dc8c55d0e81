"""An e-mail message: its body as one page, who sent it to whom, and its attachments as they came."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

from claimback.pages.unreadable import UnreadableFile

_BREAKS = frozenset(["br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr"])
_SILENT = frozenset(["script", "style", "head", "title"])
_CELLS = frozenset(["td", "th"])
_VOID = frozenset(
    ["br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr"]
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt)?\s*(?:;|$)", re.I
)
_HEADINGS = ("From", "To", "Cc", "Date", "Subject")
_ATTACHMENTS_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message: its name and type as the sender said them, and its bytes."""

    name: str
    media_type: str
    data: bytes


def body_of(data: bytes) -> list[str]:
    """The decoded body, the plain one if there are two, as a list of one page.

    Raises UnreadableFile for a file without e-mail headers and for a message without a text body.
    """
    message = message_from_bytes(data, policy=default)
    if not any(header in message for header in ("From", "To", "Subject", "Date")):
        raise UnreadableFile(
            "not_what_its_name_says",
            "The file is named *.eml but it has no e-mail headers. Save the message again, or name it *.txt.",
        )
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise UnreadableFile("no_text", "The message has no text. If the letter is attached, upload that.")
    try:
        content = str(body.get_content())
    except (LookupError, UnicodeError) as error:
        raise UnreadableFile(
            "damaged", "The message's text cannot be decoded. Print the message to PDF and upload that."
        ) from error
    if body.get_content_type() == "text/html":
        content = _text_of(content)
    return [content.replace("\r\n", "\n").replace("\r", "\n")]


def headers_of(data: bytes) -> str:
    """Who sent it to whom, when and about what, a line each. What cannot be decoded is left out."""
    message = message_from_bytes(data, policy=default)
    lines = []
    for name in _HEADINGS:
        try:
            value = message[name]
        except (MessageError, LookupError, ValueError, TypeError, AttributeError, IndexError):
            continue  # the standard library stumbles over some malformed headers
        if value:
            lines.append(f"{name}: {' '.join(str(value).split())}")
    return "\n".join(lines)


def attachments_of(data: bytes) -> Iterator[Attachment]:
    """The message's attachments in their order, at most 200, one without a name or bytes left out."""
    message = message_from_bytes(data, policy=default)
    for part in [*message.iter_attachments()][:_ATTACHMENTS_LIMIT] if message.is_multipart() else []:
        content = part.get_payload(decode=True)
        if part.get_content_type() == "message/rfc822":
            inner = next(part.iter_parts(), None)
            content = bytes(inner) if isinstance(inner, EmailMessage) else b""
        if isinstance(content, bytes) and content:
            yield Attachment(part.get_filename() or "", part.get_content_type(), content)


class _Text(HTMLParser):
    """Collects what a person would read: a line per block, tabs between cells, nothing that is hidden."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._hidden = ""
        self._within = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if not self._hidden and tag not in _VOID and _is_hidden(dict(attrs)):
            self._hidden = tag
        self._within += tag == self._hidden
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        self._within -= tag == self._hidden
        if not self._within:
            self._hidden = ""
        if tag in _BREAKS:
            self.parts.append("\n")
        elif tag in _CELLS:
            self.parts.append("\t")

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    """Whether an element is not shown, as the preview of a message for lists of messages is not."""
    return "hidden" in attributes or bool(_HIDING.search(attributes.get("style") or ""))


def _text_of(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    parser.close()
    lines = (re.sub(r" *\t *", "\t", line).strip() for line in "".join(parser.parts).split("\n"))
    return "\n".join(lines).strip()
