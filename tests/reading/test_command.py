"""`manage.py read_denial`: JSON Lines, a summary, and exit 2 for what cannot be read."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from claimback.demo.letters.build import letter_path
from letters.reading.answer import answer, summary

KEYS = [
    "pages", "line_of_business", "plan_type", "decision", "letter_date", "insurer", "administrator", "claimant",
    "people", "dates", "reference_numbers", "amounts", "grounds", "reason_codes", "evidence_relied_on",
    "evidence_missing", "reviewer", "review_vendors", "rights", "contradictions", "notice_checks", "notice_defects",
    "needs_review",
]  # fmt: skip


def test_several_files_answer_in_order_and_an_unreadable_one_ends_with_exit_2(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command(
            "read_denial", str(letter_path("denial")), str(tmp_path / "empty.pdf"), str(tmp_path / "none.pdf"),
            str(letter_path("final_denial")), "--json", stdout=out,
        )  # fmt: skip

    denial, empty, missing, final = (json.loads(line) for line in out.getvalue().splitlines())
    assert ended.value.code == 2
    assert list(denial) == KEYS
    assert empty["error"]["code"] == "empty_file"
    assert missing["file"].endswith("none.pdf")
    assert missing["error"]["code"] == "not_found"
    assert final["decision"]["value"] == "partially_denied"


def test_the_summary_names_each_finding_with_its_page() -> None:
    out = StringIO()

    call_command("read_denial", str(letter_path("denial")), stdout=out)

    assert "ground medical_necessity (page 1)" in out.getvalue()
    assert "right: external_review, 4 months from receipt (page 3)" in out.getvalue()
    assert "[45 CFR 147.136(b)(2)(ii)(E)(5)]" in out.getvalue()


def test_the_summary_of_an_unreadable_file_is_its_remedy() -> None:
    assert "Upload the letter again" in summary(answer("letter.pdf", b""))
