"""What both cases are walked with: a member at a desk, workers in this process, and papers as others would send them.

State is made and read over HTTP, by forms signed for the store and by mail alone; tasks run as beat would have them.
"""

import io
import smtplib
import socket
from email.message import EmailMessage
from hashlib import sha256
from typing import Any
from urllib.request import urlopen

import pikepdf
import pytest
from celery.app.task import Task
from PIL import Image

from cases.mail_door import open_mail_door
from cases.tasks import sweep_imports, sweep_mail, sweep_promises
from claimback.kernel.clock import now
from claimback.pages.pdf import opened as opened_pdf
from claimback.pages.scan import page_picture
from claimback.pages.thumbnail import thumbnail
from claimback.storage.s3 import Form
from claimback.storage.tasks import sweep_files, sweep_texts
from letters.tasks import sweep_chronologies, sweep_readings
from tests.client import FirmClient, firm_client, session_client
from tests.firms import TestFirm
from tests.reading_here import read_here
from tests.storage.uploads import opened, send

SWEEPS = (
    sweep_promises,
    sweep_imports,
    sweep_mail,
    sweep_files,
    sweep_texts,
    sweep_readings,
    sweep_chronologies,
)


class Workers:
    """Beat and the workers: what acts hand out waits, and runs with what the sweeps find when `work` is called."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.handed: list[tuple[Any, tuple[str, ...]]] = []
        waiting = self.handed
        patch.setattr(Task, "apply_async", lambda task, args, **_: waiting.append((task, args)))
        # That these run in a process of their own is proven elsewhere, and takes longer than all the rest.
        patch.setattr("claimback.storage.text.read_apart", read_here)
        patch.setattr("claimback.storage.thumbnails.thumbnail_apart", thumbnail)

    def work(self) -> None:
        """Run what is due, and what becomes due by that, each once."""
        done: set[tuple[str, tuple[str, ...]]] = set()
        while True:
            for sweep in SWEEPS:
                sweep()
            fresh = [(task, args) for task, args in self.handed if (task.name, args) not in done]
            self.handed.clear()
            if not fresh:
                return
            for task, args in fresh:
                if (task.name, args) not in done:
                    done.add((task.name, args))
                    task(*args)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Workers:
    """Workers of this process's own."""
    return Workers(monkeypatch)


class Desk:
    """A member at work on one case: every act is a request with their token, on what was read last."""

    def __init__(self, firm: TestFirm, role: str, workers: Workers) -> None:
        self.firm, self.role, self.workers = firm, role, workers
        self.member_id = str(firm.members[role].member_id)
        self.client: FirmClient = firm_client(firm, role)
        self.case_id = ""

    def get(self, path: str, **query: Any) -> Any:
        """What stands there."""
        answer = self.client.get(path, query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def all(self, path: str, **query: Any) -> list[Any]:
        """The rows of a list that are the case's."""
        rows: list[Any] = self.get(path, case_id=self.case_id, **query)["results"]
        return rows

    def one(self, path: str, **query: Any) -> Any:
        """The only row of a list of the case's."""
        (row,) = self.all(path, **query)
        return row

    def post(self, path: str, **body: Any) -> Any:
        """What was made."""
        answer = self.client.post(path, body)
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    def add(self, path: str, **body: Any) -> Any:
        """What was made on the case."""
        return self.post(path, case_id=self.case_id, **body)

    def act(self, path: str, verb: str, **body: Any) -> Any:
        """What became of it, as it was read just before."""
        answer = self.client.post(f"{path}/{verb}", body, HTTP_IF_MATCH=self.client.get(path)["ETag"])
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    def approve(self, path: str) -> Any:
        """A letter approved by the member in person: no token may."""
        by = session_client(self.firm, self.role)
        answer = by.post(f"{path}/approve", HTTP_IF_MATCH=self.client.get(path)["ETag"])
        assert answer.status_code == 200, answer.content
        return answer.json()

    def change(self, path: str, **body: Any) -> Any:
        """It with other values."""
        answer = self.client.patch(path, body, HTTP_IF_MATCH=self.client.get(path)["ETag"])
        assert answer.status_code == 200, answer.content
        return answer.json()

    def refused(self, status: int, path: str, verb: str = "", **body: Any) -> Any:
        """Why an act is refused."""
        headers: dict[str, Any] = {"HTTP_IF_MATCH": self.client.get(path)["ETag"]} if verb else {}
        answer = self.client.post(f"{path}/{verb}" if verb else path, body, **headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    def upload(self, name: str, data: bytes) -> str:
        """The id of a file that was sent by its form."""
        asked = self.client.post(
            "uploads", {"name": name, "size": len(data), "sha256": sha256(data).hexdigest()}
        )
        assert asked.status_code == 201, asked.content
        assert send(Form(**asked.json()["form"]), data) == 204
        path = f"uploads/{asked.json()['file']['id']}"
        assert self.client.post(f"{path}/confirm", HTTP_IF_MATCH=asked["ETag"]).status_code == 200
        return str(asked.json()["file"]["id"])

    def paper(self, name: str, data: bytes, kind: str, title: str, **more: Any) -> Any:
        """A document of the case, inspected and read by the workers; with the doubles that were told."""
        made = self.add("documents", file_id=self.upload(name, data), title=title, kind=kind, **more)
        self.workers.work()
        return made | self.get(f"documents/{made['id']}")

    def bytes_of(self, document_id: str, **which: int) -> bytes:
        """A document's bytes, by the link that the API gives."""
        link = self.post(f"documents/{document_id}/link", purpose="reading", **which)
        with urlopen(opened(link["url"]), timeout=10) as answer:
            found: bytes = answer.read()
        return found

    def page(self, document_id: str, number: int) -> str:
        """The text of a page, as the API tells it."""
        rows = self.get("document-pages", document_id=document_id)["results"]
        return str({row["number"]: row["text"] for row in rows}[number])

    def confirm(self, document_id: str, **more: Any) -> Any:
        """The reading of a letter, made by a worker and confirmed as it found it."""
        asked = self.post("readings", document_id=document_id)
        self.workers.work()
        path = f"readings/{asked['id']}"
        found = self.get(path)["findings"]
        grounds = [
            {name: ground[name] for name in ("code", "quote", "page", "start", "end")}
            | {name: [each["quote"] for each in ground[name]] for name in ("clauses", "criteria")}
            for ground in found["grounds"]
        ]
        body = {"decision": found["decision"]["value"], "letter_date": found["letter_date"]["value"]}
        return self.act(path, "confirm", **body, received_proof="delivered", grounds=grounds, **more)

    def sent(self, by: "Desk", template: str, **wanted: Any) -> Any:
        """The dispatch of a letter that was drafted and sent here, and approved at another desk."""
        letter = self.add("letters", template=template, **wanted)
        assert letter["holes"] == []
        path = f"letters/{letter['id']}"
        report = self.act(path, "submit")["check_report"]
        assert report["may_be_approved"], report
        by.approve(path)
        how = {"channel": "certified_mail", "tracking_number": "9407 1118 9876"}
        return self.act(path, "send", sent_at=now().isoformat(), **how)

    def confirm_dates(self, by: "Desk") -> None:
        """Every critical date of ours is confirmed: here, or at another desk what was entered here."""
        for row in self.all(
            "deadlines", duty_of="ours", importance="critical", confirmed="false", state="open,missed"
        ):
            desk = by if row["entered_by_id"] == self.member_id else self
            if row["sort_on"]:
                desk.act(f"deadlines/{row['id']}", "confirm")

    def task(self, kind: str, **query: Any) -> Any:
        """The case's only task of a kind."""
        return self.one("tasks", kind=kind, **query)

    def found(self, said: str) -> dict[str, list[Any]]:
        """What the search shows, kind by kind; kinds without hits are left out."""
        groups = self.get("search", q=said)["groups"]
        return {group["kind"]: group["results"] for group in groups if group["results"]}


def quoted(text: str, words: str) -> dict[str, Any]:
    """The words with their span in the text."""
    return {"quote": words, "start": text.index(words), "end": text.index(words) + len(words)}


def pdf_of(*texts: str) -> bytes:
    """A PDF with a page for each text, set line by line."""
    with pikepdf.new() as made:
        font = made.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
        for text in texts:
            lines = b"".join(f"({line}) Tj T*\n".encode("ascii") for line in text.split("\n"))
            page = made.add_blank_page(page_size=(612, 792))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            page.Contents = made.make_stream(b"BT /F 11 Tf 15 TL 40 740 Td\n" + lines + b"ET")
        out = io.BytesIO()
        made.save(out, deterministic_id=True)
    return out.getvalue()


def scan_of(text: str) -> bytes:
    """A PDF that is a picture of a page."""
    out = io.BytesIO()
    with opened_pdf(pdf_of(text)) as page:
        page_picture(page, 0, dpi=150).save(out, format="PDF")
    return out.getvalue()


def photo(colour: str) -> bytes:
    """A photograph of something of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(out, format="JPEG")
    return out.getvalue()


def highlighted(hit: Any) -> list[str]:
    """The words that a hit of the search marks."""
    return [piece["text"] for line in hit["highlights"] for piece in line if piece["hit"]]


def mailed(address: str, subject: str, body: str, *attachments: tuple[str, bytes]) -> None:
    """Send a message to an address of a case, through the door that takes mail."""
    message = EmailMessage()
    message["From"], message["Subject"] = "Claims <claims@example.net>", subject
    message.set_content(body)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    door = open_mail_door("127.0.0.1", port)
    try:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.send_message(message, "sender@example.net", [address])
    finally:
        door.stop()
