"""What a letter encloses at its author's wish: said before the signature and listed at the end, in its language."""

from dataclasses import replace

import pytest

from letters.writing.check import check_letter
from letters.writing.draft import Draft, draft_letter
from letters.writing.facts import ExhibitFacts, LetterFacts
from tests.writing.samples import sample

BILL = ExhibitFacts(
    number=7, title="Itemized bill", kind="bill", pages=2, sha256="ab" * 32, proves="the charges"
)


def enclosing(template: str) -> tuple[LetterFacts, Draft]:
    facts = sample(template)
    facts = replace(facts, exhibits=(*facts.exhibits, BILL))
    return facts, draft_letter(template, facts)


@pytest.mark.parametrize(
    ("template", "said", "item"),
    [
        ("demand_property", "Enclosed with this letter:", "Exhibit 7: Itemized bill."),
        ("client_status_es", "Se adjunta a esta carta:", "Anexo 7: Itemized bill."),
        ("internal_appeal", "Enclosed with this letter:", "Exhibit 7: Itemized bill."),
    ],
)
def test_what_no_ground_rests_on_is_said_before_the_signature_and_listed_once(
    template: str, said: str, item: str
) -> None:
    facts, draft = enclosing(template)
    kinds = [block.kind for block in draft.paragraphs]
    place = kinds.index("signature")
    assert draft.paragraphs[place - 2].text == said
    assert draft.paragraphs[place - 1].items == (item,)
    assert kinds.count("exhibit_table") == 1
    assert facts.letter_date is not None
    assert check_letter(draft, facts, on=facts.letter_date).may_be_approved


def test_an_enclosure_that_the_text_no_longer_mentions_blocks() -> None:
    facts, draft = enclosing("demand_property")
    silent = replace(draft, paragraphs=tuple(block for block in draft.paragraphs if block.kind != "list"))
    assert facts.letter_date is not None
    report = check_letter(silent, facts, on=facts.letter_date)
    assert "exhibit_unmentioned" in {finding.code for finding in report.findings}
    assert not report.may_be_approved
