"""Letters of three pages as PDF (PDF/A-3a, PDF/UA-1), in letters a second on one core, the engine warm.

Ours begins with a stored draft and its facts: citations are found, numbered and listed, the page is put together and
set. `engine` is the typesetting engine alone, kept warm, on a page that was put together before: the limit.
`weasyprint` sets the same words as an accessible PDF from HTML, where it is installed (`uv run --with weasyprint`).
"""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from html import escape
from importlib.util import find_spec
from io import BytesIO
from typing import Any, Final

import pikepdf
import pypdfium2

from claimback.bench.installation import Installation
from claimback.embedded.processes import Progress
from claimback.typesetting.engine import typeset
from letters.writing.check import check_letter
from letters.writing.draft import Draft, draft_from_json, draft_letter, draft_to_json
from letters.writing.facts import (
    CaseFacts,
    DeadlineFacts,
    DenialFacts,
    ExhibitFacts,
    FirmFacts,
    GroundFacts,
    LetterFacts,
    RecipientFacts,
    SignerFacts,
)
from letters.writing.look import PLAIN
from letters.writing.render import SOURCE, letter_page, render_pdf

TITLE: Final = (
    "Setting a letter of three pages as an accessible, archivable PDF, letters a second on one core"
)
PAGES: Final = 3
FLOOR: Final = {"weasyprint": 8.0, "engine": 0.4, "per_second": 40.0}
GOAL: Final = {"weasyprint": 8.0, "engine": 0.7, "per_second": 80.0}
_LETTERS: Final = 20
_DAY: Final = date(2026, 8, 3)


def measure(installation: Installation, *, rounds: int, progress: Progress) -> dict[str, Any]:  # noqa: ARG001
    """The row of the report; no server is asked."""
    facts = _facts()
    draft = of_pages(facts, PAGES)
    stored, page = draft_to_json(draft), letter_page(draft, facts, facts.exhibits, PLAIN)
    work: dict[str, Callable[[], Any]] = {
        "set": lambda: render_pdf(draft_from_json(stored), facts),
        "checked": lambda: _checked(stored, facts),
        "engine": lambda: typeset(SOURCE, "letter", page, dated=_DAY, archive="a-3a"),
    }
    if find_spec("weasyprint"):
        work["weasyprint"] = _by_weasyprint(render_pdf(draft, facts))
    speeds: dict[str, list[float]] = {name: [] for name in work}
    for one in work.values():
        one()
    for number in range(rounds):
        progress(f"letters: round {number + 1} of {rounds}")
        for name, one in work.items():
            speeds[name].append(_per_second(one, 2 if name == "weasyprint" else _LETTERS))
    ratio = {
        name: round(
            statistics.median(mine / each for mine, each in zip(speeds["set"], theirs, strict=True)), 3
        )
        for name, theirs in speeds.items()
        if name in FLOOR
    }
    return _row({name: statistics.median(values) for name, values in speeds.items()}, ratio)


def _by_weasyprint(pdf: bytes) -> Callable[[], Any]:
    """The words of a letter, set by WeasyPrint as PDF/UA."""
    from weasyprint import HTML

    with pypdfium2.PdfDocument(pdf) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    blocks = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    style = "@page{size:letter;margin:1in;@bottom-center{content:counter(page)}}body{font:11pt serif}p{margin:0 0 2pt}"
    source = f"<html lang=en><title>Letter</title><style>{style}</style><body>{blocks}"
    return lambda: HTML(string=source).write_pdf(pdf_variant="pdf/ua-1")


def of_pages(facts: LetterFacts, count: int) -> Draft:
    """An appeal of exactly so many pages: that of the template, its last blocks of text left out one by one."""
    draft = draft_letter("internal_appeal", facts)
    while (pages := _pages(render_pdf(draft, facts))) > count:
        last = max(place for place, block in enumerate(draft.paragraphs) if block.kind in ("text", "list"))
        draft = replace(draft, paragraphs=(*draft.paragraphs[:last], *draft.paragraphs[last + 1 :]))
    if pages != count:
        raise ValueError(f"the letter has {pages} pages, not {count}")
    return draft


def _pages(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


def _checked(stored: dict[str, Any], facts: LetterFacts) -> bytes:
    draft = draft_from_json(stored)
    check_letter(draft, facts, on=_DAY)
    return render_pdf(draft, facts)


def _per_second(one: Callable[[], Any], letters: int) -> float:
    """By the process's own processor time, all its threads together: the engine has several."""
    began = time.process_time()
    for _ in range(letters):
        one()
    return letters / (time.process_time() - began)


def _row(speed: dict[str, float], ratio: dict[str, float]) -> dict[str, Any]:
    return {
        "name": "letters",
        "title": TITLE,
        "measured": {
            "pages": PAGES,
            "per_second": round(speed["set"], 1),
            "checked_per_second": round(speed["checked"], 1),
        },
        "baselines": {name: {"per_second": round(speed[name], 1)} for name in ratio},
        "ratio": ratio,
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": _reaches(FLOOR, speed, ratio),
        "goal_reached": _reaches(GOAL, speed, ratio),
    }


def _reaches(mark: Mapping[str, float], speed: Mapping[str, float], ratio: Mapping[str, float]) -> bool:
    return all(ratio[name] >= mark[name] for name in ratio) and speed["set"] >= mark["per_second"]


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    measured, floor, goal = row["measured"], row["floor"], row["goal"]
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    return [
        f"{row['name']}: {row['title']}",
        f"  {measured['per_second']} a second (floor {floor['per_second']:g}, goal {goal['per_second']:g});"
        f" with the check {measured['checked_per_second']}",
        *(
            f"  to {name} ({row['baselines'][name]['per_second']}): {ratio}× (floor {floor[name]:g}×,"
            f" goal {goal[name]:g}×)"
            for name, ratio in row["ratio"].items()
        ),
        f"  {verdict}",
    ]


def _facts() -> LetterFacts:
    """An invented case with two grounds and two exhibits."""
    return LetterFacts(
        firm=FirmFacts(
            name="Sample & Specimen LLP",
            address_lines=("1 Test Street", "Testville, TX 75001"),
            phone="+1 512 555 0100",
            email="letters@sample.example",
        ),
        recipient=RecipientFacts(
            name="Example Health Plan",
            address_lines=("Appeals Unit", "P.O. Box 1", "Testville, OH 43999"),
            salutation="To the reviewer:",
        ),
        signer=SignerFacts(name="Ada Sample", title="Attorney", licence="Texas Bar No. 00000001"),
        case=CaseFacts(
            case_number="2026-0001",
            client_name="Iris Specimen",
            insurer_name="Example Health Plan",
            plan_name="Example Employee Health Plan",
            line_of_business="health",
            plan_type="erisa_self_funded",
            member_id="XK 442 01",
            claim_number="EX-2026-0042",
            jurisdiction="TX",
        ),
        denial=DenialFacts(
            letter_date=date(2026, 6, 12),
            received_on=date(2026, 6, 17),
            decision="denied",
            reference="ABD-1",
        ),
        grounds=tuple(_ground(number) for number in (1, 2)),
        exhibits=tuple(
            ExhibitFacts(
                number=number,
                title=f"Record {number}",
                kind="medical_record",
                dated_on=date(2026, 5, number),
                pages=4,
                sha256=f"{number}f" * 32,
                proves="the treatment that the criteria ask for",
            )
            for number in (1, 2)
        ),
        deadline=DeadlineFacts(due_on=date(2026, 12, 14), safe_on=date(2026, 12, 7), checked="primary"),
        letter_date=_DAY,
        outcome_asked="Example Health Plan should reverse the denial in full and pay for the treatment.",
        items_requested=("The complete claim file", "The criteria applied, in the version applied"),
        sent_by="By certified mail, return receipt requested",
    )


def _ground(number: int) -> GroundFacts:
    return GroundFacts(
        number=number,
        code="medical_necessity" if number == 1 else "experimental_investigational",
        quote=f"The treatment does not meet condition {number} of the plan's criteria.",
        page=number,
        clause="Section 7.2, Necessary Services",
        policy_words="Necessary means care that a prudent physician would give.",
        argument="The records show the contrary. The treatment follows a documented course of other care, and the "
        "treating physician explains why further delay carries a risk of lasting harm.",
        exhibits=(number,),
        state="answered",
    )
