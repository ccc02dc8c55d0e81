"""The page of the mail sink: a list of mails, one mail, its parts, and JSON for programs.

Mail is hostile text. Everything of it is escaped; its HTML is shown only in a sandboxed frame whose policy
lets it load and run nothing; only requests that name this machine as host are answered, so that no foreign
page in the browser can read mail by giving its own name this machine's address.
"""

import contextlib
import json
import re
import threading
from collections.abc import Iterable
from dataclasses import asdict
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from claimback.embedded.mail_store import Behaviour, MailStore, StoredMail, attachments, body_part, header

_STYLE = Path(__file__).with_name("mail_page.css").read_bytes()
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"  # a link may be followed, in a page of its own
_BODY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    f"frame-ancestors 'self'; sandbox {_SANDBOX}"
)
_NOTHING = "default-src 'none'; sandbox; frame-ancestors 'none'"
_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_MOST_BYTES = 10_000  # of a request's body


def serve_page(store: MailStore, behaviour: Behaviour, port: int) -> ThreadingHTTPServer:
    """Serve the page on `port` of 127.0.0.1 from a thread; `shutdown()` of the answer ends it."""
    handler = type("PageOfStore", (_Page,), {"store": store, "behaviour": behaviour})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, args=[0.05], name="mail page", daemon=True).start()
    return server


class _Page(BaseHTTPRequestHandler):
    store: ClassVar[MailStore]
    behaviour: ClassVar[Behaviour]
    server_version = "ClaimBack"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Answer a page, a part of a mail, or JSON."""
        if not self._names_this_machine():
            return
        path = self.path.partition("?")[0]
        if path == "/":
            self._answer(_list_page(self.store.newest_first()))
        elif path == "/style.css":
            self._answer(_STYLE, "text/css; charset=utf-8")
        elif path == "/messages.json":
            self._answer_json({"messages": [mail.summary for mail in self.store.newest_first()]})
        elif path == "/behaviour":
            self._answer_json(asdict(self.behaviour))
        else:
            self._answer_mail(path)

    def do_POST(self) -> None:
        """Change the behaviour. Only JSON is taken, which a page of another site may not send."""
        if not self._names_this_machine():
            return
        if self.path != "/behaviour":
            self._refuse(HTTPStatus.NOT_FOUND, "there is only /behaviour to post to")
        elif self.headers.get_content_type() != "application/json":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json")
        else:
            try:
                length = min(int(self.headers.get("Content-Length", "0")), _MOST_BYTES)
                self.behaviour.change(json.loads(self.rfile.read(max(length, 0))))
            except ValueError as error:
                self._refuse(HTTPStatus.BAD_REQUEST, str(error))
            else:
                self._answer_json(asdict(self.behaviour))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the page is asked often, and the mails are the record."""

    def _answer_mail(self, path: str) -> None:
        """/messages/ID, and /html, /source and /attachments/N below it."""
        _, _, rest = path.partition("/messages/")
        mail_id, _, part = rest.partition("/")
        try:
            mail = self.store.get(UUID(mail_id))
        except (ValueError, FileNotFoundError):
            self._refuse(HTTPStatus.NOT_FOUND, "there is no such page")
            return
        if part == "":
            self._answer(_mail_page(mail))
        elif part == "html":
            self._answer((body_part(mail.message, "html") or "").encode(), policy=_BODY_POLICY)
        elif part == "source":
            self._answer(mail.source, "text/plain; charset=utf-8", _NOTHING)
        else:
            self._answer_attachment(mail, part)

    def _answer_attachment(self, mail: StoredMail, part: str) -> None:
        files = attachments(mail.message)
        number = part.removeprefix("attachments/")
        if part == number or not number.isascii() or not number.isdigit() or int(number) >= len(files):
            self._refuse(HTTPStatus.NOT_FOUND, "there is no such page")
            return
        name, content = files[int(number)]
        self._answer(content, "application/octet-stream", _NOTHING, name)

    def _names_this_machine(self) -> bool:
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host in ("127.0.0.1", "localhost"):
            return True
        self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "ask for 127.0.0.1 or localhost")
        return False

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self._answer(json.dumps({"error": why}).encode(), "application/json", _NOTHING, status=status)

    def _answer_json(self, content: dict[str, Any]) -> None:
        self._answer(json.dumps(content).encode(), "application/json", _NOTHING)

    def _answer(
        self,
        body: bytes,
        content_type: str = "text/html; charset=utf-8",
        policy: str = _PAGE_POLICY,
        save_as: str | None = None,
        *,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        if save_as is not None:
            self.send_header("Content-Disposition", f'attachment; filename="{save_as}"')
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)


def _document(title: str, body: str) -> bytes:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/style.css"></head>'
        f"<body>{body}</body></html>"
    ).encode()


def _list_page(mails: list[StoredMail]) -> bytes:
    rows = "".join(
        f'<li><a href="/messages/{mail.id}">'
        f'<span class="subject">{escape(about["subject"]) or "(no subject)"}</span>'
        f'<span class="people">{escape(about["from"])} → {escape(about["to"])}</span>'
        f"<time>{escape(about['date'])}</time></a></li>"
        for mail, about in ((mail, mail.summary) for mail in mails)
    )
    content = f'<ol class="mails">{rows}</ol>' if rows else '<p class="empty">No mail yet.</p>'
    count = (
        f"{len(mails)} mail{'' if len(mails) == 1 else 's'}, newest first. None of them left this machine."
    )
    return _document("Mail sink", f"<header><h1>Mail sink</h1><p>{count}</p></header><main>{content}</main>")


def _mail_page(mail: StoredMail) -> bytes:
    message, about = mail.message, mail.summary
    facts = "".join(
        f"<dt>{label}</dt><dd>{escape(value)}</dd>"
        for label, value in (
            ("From", about["from"]),
            ("To", about["to"]),
            ("Date", about["date"]),
            ("Delivered to", ", ".join(mail.envelope_to)),
        )
        if value
    )
    sections = [
        f'<header><p><a href="/">← All mail</a></p><h1>{escape(about["subject"]) or "(no subject)"}</h1>'
    ]
    sections.append(f"<dl>{facts}</dl></header><main>")
    text, page = body_part(message, "plain"), body_part(message, "html")
    if text is not None:
        sections.append(f"<h2>Text</h2><pre>{_with_links(text)}</pre>")
    if page is not None:
        sections.append(
            f'<h2>HTML</h2><iframe title="The mail’s HTML" src="/messages/{mail.id}/html" '
            f'sandbox="{_SANDBOX}"></iframe>'
        )
    if files := attachments(message):
        sections.append(f"<h2>Attachments</h2><ul>{''.join(_file_items(mail, files))}</ul>")
    every = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(header(message, name))}</dd>" for name in dict.fromkeys(message)
    )
    sections.append(f"<details><summary>Headers</summary><dl>{every}</dl></details>")
    sections.append(f'<p><a href="/messages/{mail.id}/source">Source</a></p></main>')
    return _document(about["subject"] or "(no subject)", "".join(sections))


def _file_items(mail: StoredMail, files: list[tuple[str, bytes]]) -> Iterable[str]:
    for number, (name, content) in enumerate(files):
        link = f"/messages/{mail.id}/attachments/{number}"
        yield f'<li><a href="{link}">{escape(name)}</a> ({len(content):,} bytes)</li>'


def _with_links(text: str) -> str:
    """`text` as HTML, in which only web addresses are links."""
    pieces = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = escape(found.group())
        pieces += [
            escape(text[end : found.start()]),
            f'<a href="{address}" rel="noreferrer noopener">{address}</a>',
        ]
        end = found.end()
    return "".join([*pieces, escape(text[end:])])
