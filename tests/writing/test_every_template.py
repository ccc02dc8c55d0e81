"""Every template that the package ships: its text, what it can't do without, its pages."""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from letters.writing.catalogue import templates
from letters.writing.check import check_letter, facts_missing
from letters.writing.draft import Hole, draft_letter, with_holes
from letters.writing.plain import plain_text
from letters.writing.remedies import fact_in_words, remedy_of
from letters.writing.render import render_pdf
from tests.writing.samples import GOLDEN, sample, without_fact

EVERY = sorted(templates())


def test_each_golden_text_and_sample_is_of_a_template() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(EVERY)
    assert {path.stem for path in (Path(__file__).parent / "samples").glob("*.yaml")} <= set(EVERY)


@pytest.mark.parametrize("template_id", EVERY)
def test_its_sample_gives_the_golden_text_and_pages_without_a_hole(template_id: str) -> None:
    facts = sample(template_id)
    draft = draft_letter(template_id, facts)
    assert plain_text(draft) == (GOLDEN / f"{template_id}.txt").read_text(encoding="utf-8")
    assert draft.holes == ()
    assert facts.letter_date is not None
    report = check_letter(draft, facts, on=facts.letter_date)
    assert [finding for finding in report.findings if finding.severity == "blocks"] == []
    pdf = render_pdf(draft, facts)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert bool(opened.Root.MarkInfo.Marked)
        assert str(opened.Root.Lang) == f"{draft.language}-US"
        assert str(opened.open_metadata()["dc:title"]).startswith(draft.subject[:40])
    with pypdfium2.PdfDocument(pdf) as document:
        assert not any("[MISSING" in page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.parametrize("template_id", EVERY)
def test_each_fact_that_it_requires_is_a_hole_when_it_is_missing_and_refuses_approval(
    template_id: str,
) -> None:
    full = sample(template_id)
    whole = draft_letter(template_id, full)
    assert full.letter_date is not None
    for path in whole.required:
        facts, lacking = without_fact(full, path)
        remedy = remedy_of(lacking, whole.particulars)
        assert Hole(lacking, remedy) in with_holes(whole, facts).holes
        told = [(finding.severity, finding.message) for finding in facts_missing(whole, facts)]
        words = fact_in_words(lacking, whole.particulars)
        assert ("blocks", f"{words} is missing ({lacking}). {remedy}") in told, path
    facts, _ = without_fact(full, whole.required[-1])
    anew = draft_letter(template_id, facts)
    assert set(anew.holes) >= set(with_holes(whole, facts).holes)
    assert not check_letter(anew, facts, on=full.letter_date).may_be_approved
