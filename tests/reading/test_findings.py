"""Each finder on passages of its own: people, companies, days, codes, missing evidence, vendors, contradictions."""

from copy import copy
from datetime import date
from typing import Any

import pytest

from letters.reading.citations import clauses_in, criteria_in
from letters.reading.codes import reason_codes
from letters.reading.dated import dates
from letters.reading.denial import read_denial
from letters.reading.evidence import evidence_missing, evidence_relied_on
from letters.reading.findings import Reading, Span
from letters.reading.layout import Letter
from letters.reading.pages import Page
from letters.reading.parties import administrator, claimant, insurer
from letters.reading.people import people, reviewer
from letters.reading.rules import Phrases, needed_words, rules
from letters.reading.vendors import review_vendors, vendor_kinds

HEAD = "Tern Harbor Insurance Company\nMay 5, 2026\n\nDear Mr. Rennick:\n\n"


def letter(text: str) -> Letter:
    return Letter([Page(1, text)])


def read(text: str) -> Reading:
    return read_denial([Page(1, text)])


@pytest.mark.parametrize(
    ("text", "role", "name", "title", "credentials", "specialty"),
    [
        ("Sincerely,\n\nLars Ott, RN\nSenior Claims Examiner\n", "signatory",
         "Lars Ott", "Senior Claims Examiner", "RN", ""),
        ("Very truly yours,\n\n/s/ Ines Quarrel\nProperty Adjuster\n", "signatory",
         "Ines Quarrel", "Property Adjuster", "", ""),
        ("It was reviewed by Ada P. Lund, M.D., Medical Director, board-certified in neurology.", "reviewer",
         "Ada P. Lund", "Medical Director", "M.D.", "neurology"),
        ("Please call Piet Solder at 555-0100 with questions.", "contact", "Piet Solder", "", "", ""),
        ("Treating Physician: Dr. Rhea Colm, DO\nMember: Ann Lee\n", "provider", "Dr. Rhea Colm", "", "DO", ""),
    ],
)  # fmt: skip
def test_people_have_their_part(
    text: str, role: str, name: str, title: str, credentials: str, specialty: str
) -> None:
    found = {(person.role, person.name): person for person in people(letter(text))}

    person = found[(role, name)]
    assert (person.title, person.credentials, person.specialty) == (title, credentials, specialty)
    assert person.name.split()[-1] in person.at.quote


def test_a_reviewer_without_a_name_is_given_as_described() -> None:
    found = reviewer(letter("Your file was reviewed by an independent physician board-certified in urology."))

    assert found is not None
    assert found.value == "an independent physician board-certified in urology"
    assert found.confidence < 0.7


@pytest.mark.parametrize(
    ("text", "insures", "administers"),
    [
        ("Tern Harbor Insurance Company\n\nDear Ms. Lee:\n\nYour claim is denied.",
         "Tern Harbor Insurance Company", None),
        ("Cove Claims Services, Inc.\n\nDear Ms. Lee:\n\nWe write on behalf of Tern Harbor Insurance Company.",
         "Tern Harbor Insurance Company", "Cove Claims Services, Inc."),
        ("Tern Harbor Health Plan\n\nDear Ms. Lee:\n\nYour plan is administered by Cove Benefit Administrators.",
         "Tern Harbor Health Plan", "Cove Benefit Administrators"),
    ],
)  # fmt: skip
def test_who_insures_and_who_administers(text: str, insures: str, administers: str | None) -> None:
    told = letter(text)
    company = insurer(told)

    assert company is not None
    assert company.value == insures
    handler = administrator(told, company)
    assert (handler.value if handler else None) == administers


@pytest.mark.parametrize(
    "text",
    ["RE: Insured: Marla Fenwright\n", "Patient Name: Marla Fenwright | ID 5\n", "Your Client: Marla Fenwright\n"],
)  # fmt: skip
def test_the_claimant_is_labelled(text: str) -> None:
    found = claimant(letter(text))

    assert found is not None
    assert found.value == "Marla Fenwright"


def test_our_insured_is_not_the_claimant_of_a_letter_to_somebody_else() -> None:
    found = claimant(letter("Our Insured: Desmond Ketch\n\nDear Ms. Farrant:\n\nWe cannot pay.\n"))

    assert found is not None
    assert found.value == "Farrant"


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("Date of Loss: 03/04/2026", "loss", date(2026, 3, 4), date(2026, 3, 4)),
        ("Dates of service: 01/02/2026 - 01/09/2026", "service", date(2026, 1, 2), date(2026, 1, 9)),
        ("for services from January 2, 2026 through January 9, 2026.", "service", date(2026, 1, 2), date(2026, 1, 9)),
        ("We received your claim on March 9, 2026.", "claim_received", date(2026, 3, 9), date(2026, 3, 9)),
        ("Benefits will end effective April 1, 2026.", "effective", date(2026, 4, 1), date(2026, 4, 1)),
        ("Claims Department\nRECEIVED NOV 03 2026\n", "receipt_stamp", date(2026, 11, 3), date(2026, 11, 3)),
        ("The fire at your home on March 4, 2026 began", "loss", date(2026, 3, 4), date(2026, 3, 4)),
    ],
)  # fmt: skip
def test_a_day_is_known_by_the_words_before_it(text: str, kind: str, first: date, last: date) -> None:
    found = dates(letter(text))

    assert [(fact.kind, fact.first, fact.last) for fact in found] == [(kind, first, last)]


def test_a_day_without_words_is_left_out() -> None:
    assert dates(letter("March 4, 2026\n\nSee our letter. March 9, 2026 was fine.")) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Line 2: CO-50, remark N115.", [("carc", "50", "medical_necessity"), ("rarc", "N115", "medical_necessity")]),
        ("Reason code: 29", [("carc", "29", "timely_filing")]),
        ("Denial code PR 204", [("carc", "204", "not_covered_benefit")]),
        ("Colorado, co 50 miles, room N115", []),
    ],
)  # fmt: skip
def test_printed_codes(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(code.system, code.code, code.ground) for code in reason_codes(letter(text))] == expected


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("The records do not document a trial of therapy.", ["The records do not document a trial of therapy."]),
        ("The following items were not received:\n\n- the operative report\n- itemized bill\n",
         ["the operative report", "itemized bill"]),
        ("No imaging report was sent.", ["No imaging report was sent."]),
        ("The policy does not include documentation costs. No further information is needed.", []),
        ("If the records are not received, you may appeal.", []),
        # What was asked for is missing only where nothing came.
        ("We asked you on May 4 for your tax returns. Nothing has come.",
         ["We asked you on May 4 for your tax returns."]),
        ("We asked you on May 4 for your tax returns. They came on May 9.", []),
        # What they are is said in the sentence before.
        ("You sent four office notes. They do not record your strength.", ["They do not record your strength."]),
        ("Your plan pays for braces. It does not include shoes.", []),
        ("Please send us the operative report.", ["Please send us the operative report."]),
        ("Your Appeal Rights\n\nSend us the medical records that you rely on.", []),
        ("What to include in your request\n\n- Your name and Medicare number\n- Notes of the home visit\n",
         ["Notes of the home visit"]),
    ],
)  # fmt: skip
def test_evidence_said_to_be_missing(text: str, quotes: list[str]) -> None:
    assert [span.quote for span in evidence_missing(letter(text))] == quotes


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("In reaching this decision we reviewed the following:\n\n- Notes of Dr. Lund\n- MRI of May 3\n\nIt is denied.",
         ["Notes of Dr. Lund", "MRI of May 3"]),
        ("Records reviewed:\n\nDate            Record        From\n02/03/2026      Consultation  Dr. Lund\n"
         "02/04/2026      MRI           Dr. Hale\n02/09/2026      Second note   Dr. Lund\n\nYour claim is denied.",
         ["02/03/2026      Consultation  Dr. Lund", "02/04/2026      MRI           Dr. Hale",
          "02/09/2026      Second note   Dr. Lund"]),
        ("The police report says that you turned left.", ["The police report says that you turned left."]),
        ("Our adjuster was there on May 3. She found rust on the flashing.", ["She found rust on the flashing."]),
        ("The records do not show a fall. The policy says that wear is not insured.", []),
        ("Send us your medical records, reports and notes. We have reviewed your claim.", []),
    ],
)  # fmt: skip
def test_evidence_that_was_looked_at(text: str, quotes: list[str]) -> None:
    assert [span.quote for span in evidence_relied_on(letter(text))] == quotes


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("It is excluded (Section I - Conditions, B.7).", ["Section I - Conditions, B.7"]),
        ("See SFIP Section VII.G.4 and form RPA-515.", ["SFIP Section VII.G.4", "form RPA-515"]),
        ("Under Part D, Exclusion 1, it is not insured.", ["Part D, Exclusion 1"]),
        ("Medicare Part D does not cover it. You may sue under section 502(a) of ERISA.", []),
    ],
)
def test_clauses_of_the_contract(text: str, quotes: list[str]) -> None:
    told = letter(text)

    assert [span.quote for _, s in told.sentences() for span in clauses_in(told, s)] == quotes


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("We used InterQual 2025 Procedures Criteria, Total Joint Replacement, Knee.",
         ["InterQual 2025 Procedures Criteria, Total Joint Replacement, Knee"]),
        ("MCG Inpatient and Surgical Care guideline M-282 was not met.",
         ["MCG Inpatient and Surgical Care guideline M-282"]),
        ("It is experimental under our clinical policy CP-61.", ["clinical policy CP-61"]),
        ("See LCD L33820 and Stanhope Coverage Criteria: Nerve Agents, version 9.",
         ["LCD L33820", "Stanhope Coverage Criteria: Nerve Agents, version 9"]),
        ("Under policy WM-HO3-220198 and our guideline it is denied.", []),
    ],
)  # fmt: skip
def test_criteria_and_medical_policies(text: str, quotes: list[str]) -> None:
    told = letter(text)

    assert [span.quote for _, s in told.sentences() for span in criteria_in(told, s)] == quotes


@pytest.mark.parametrize("rule", rules("vendors"), ids=lambda rule: rule.code)
def test_each_product_is_known_by_its_examples(rule: Any) -> None:
    for example in rule.examples:
        assert rule.code in {found.value for found in review_vendors(letter(example))}, example
    for example in rule.counterexamples:
        assert not review_vendors(letter(example)), example
    assert vendor_kinds()[rule.code] in {"utilization", "pricing", "valuation", "screening"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The stay was forecast by a tool of Beldame Post-Acute Analytics.",
            ["Beldame Post-Acute Analytics"],
        ),
        (
            "The file was referred to Northlight Medical Review Services.",
            ["Northlight Medical Review Services"],
        ),
        ("Northlight Medical Review Services\n\nDear Mr. Rennick:\n\nYour claim is denied.", []),
        ("Your Appeal Rights\n\nYour appeal is sent to Northlight Medical Review Services.", []),
    ],
)
def test_a_company_that_reviewed_is_known_by_its_part(text: str, names: list[str]) -> None:
    assert [found.value for found in review_vendors(letter(text))] == names


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Your claim is denied as a duplicate. You may appeal within 180 days of the date of this letter. Your appeal "
         "must be sent by October 1, 2026.", "date"),
        ("Your claim is denied as a duplicate claim. You may appeal within 180 days of receipt of this letter.\n\n"
         "To appeal this decision, write within 60 days of receipt of this letter.", "period"),
        ("Code: CO-29\n\nYour claim is denied because the service was not medically necessary.", "reason"),
        ("Your claim for a crown has been approved.\n\nThe claim for a crown is denied as a duplicate.", "decision"),
        ("The scan was not medically necessary. Your claim is denied because it was not authorized. Whether you needed "
         "the scan was not looked at.", "reason"),
    ],
)  # fmt: skip
def test_two_things_that_cannot_both_hold(text: str, kind: str) -> None:
    found = read(HEAD + text).contradictions

    assert [contradiction.kind for contradiction in found] == [kind]
    assert len(found[0].passages) == 2


@pytest.mark.parametrize(
    "text",
    [
        "You may appeal within 60 days of the date of this letter. To keep your hours during the appeal, ask by "
        "May 12, 2026.",
        "An appeal may be filed within 60 days of receipt of this letter. Our response to an appeal is due in 30 days.",
        "Your claim for a crown has been approved. The claim for a bridge is denied.",
    ],
)
def test_two_things_that_can_both_hold(text: str) -> None:
    assert read(HEAD + "Your claim is denied as a duplicate claim. " + text).contradictions == ()


def test_a_last_day_that_the_period_gives_is_no_contradiction() -> None:
    assert not read(
        HEAD
        + "Your claim is denied as a duplicate claim. You may appeal within 60 days of the date of this letter, "
        "by July 4, 2026."
    ).contradictions


def test_a_ground_has_the_evidence_that_stands_near_it() -> None:
    reading = read(
        HEAD
        + "Your claim is denied.\n\nReason 1\n\nThe therapy was not medically necessary. The records do not document "
        "weekly progress.\n\nReason 2\n\nThe scan was not authorized in advance. No referral form was sent.\n"
    )

    missing = {ground.code: [span.quote for span in ground.evidence_missing] for ground in reading.grounds}
    assert missing["medical_necessity"] == ["The records do not document weekly progress."]
    assert missing["prior_authorization"] == ["No referral form was sent."]


def test_a_right_has_its_address() -> None:
    reading = read(
        HEAD
        + "Your claim is denied as a duplicate claim.\n\nYou may appeal within 180 days of receipt of this letter. "
        "Send your appeal to:\n\nTern Harbor Appeals\nP.O. Box 118\nCarrow, PA 19999\n"
    )

    assert [right.address.quote if right.address else None for right in reading.rights] == [
        "Tern Harbor Appeals\nP.O. Box 118\nCarrow, PA 19999"
    ]


def test_a_word_that_every_phrase_needs_is_told() -> None:
    assert needed_words(r"(prior|pre-?)\s+(authorization|certification)s?") == {
        "authorization",
        "certification",
    }
    assert needed_words(r"not\s+covere?d") == {"cover"}
    assert needed_words(r"[0-9]+|ho-?[0-9]") == frozenset()


@pytest.mark.parametrize("name", ["grounds", "decision", "plan", "rights", "vendors", "evidence"])
def test_the_words_needed_hide_no_match(name: str) -> None:
    texts = [text for rule in rules(name) for text in (*rule.examples, *rule.counterexamples)]
    for rule in rules(name):
        for phrases in filter(None, (rule.says, rule.unless)):
            bare = _without_needed_words(phrases)
            assert [bool(phrases.search(text)) for text in texts] == [
                bool(bare.search(text)) for text in texts
            ]


def _without_needed_words(phrases: Phrases) -> Phrases:
    bare = Phrases([])
    bare.phrases = tuple(copy(phrase) for phrase in phrases.phrases)
    for phrase in bare.phrases:
        phrase.needed = ()
    return bare


def test_a_span_is_what_stands_there() -> None:
    text = "A\n\nB C"

    assert letter(text).line_of(Span("C", 1, 5, 6)).quote == "B C"
