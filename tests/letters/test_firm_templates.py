"""Templates of the firm's own: held to the rules, versioned, retired; what is drafted keeps its text."""

import pytest

from letters.models import FirmTemplate
from letters.services.letters import letter_draft, letter_refresh_facts
from letters.writing.variants import text_of

BASE = "call_confirmation"
TEXT = text_of(BASE)
PROMISED = "Please put this letter into the claim file"

FAULTY = {
    "an unknown fact": (TEXT.replace("{call.on}", "{call.mood}"), "'call.mood' is not a fact"),
    "an unknown particular": (TEXT.replace("particular.points", "particular.pints"), "particular.pints"),
    "a citation typed by hand": (TEXT.replace(PROMISED, "See 29 CFR 2560.503-1"), "typed by hand"),
    "no template": ("just words", "is not of type 'object'"),
    "a shared part": (TEXT.replace("sections:", "sections:\n- include: the_denial"), "sections"),
    "no YAML": ("id: [", "not YAML"),
    "references": ("a: &a [1]\nb: *a", "refers to another place"),
    "nests": ("[" * 40 + "]" * 40, "nested deeper"),
}


@pytest.fixture
def owner(api, law):
    return api(law, "owner")


def publish(client, text, name="Ours"):
    return client.post("firm-templates", {"template": BASE, "name": name, "text": text})


@pytest.mark.parametrize("fault", FAULTY)
def test_a_template_with_a_fault_is_refused_by_its_place(owner, law, fault):
    text, told = FAULTY[fault]
    answer = publish(owner, text)
    [problem] = answer.json()["errors"]
    assert (answer.status_code, problem["pointer"]) == (400, "/text")
    assert told in problem["detail"]
    with law.scope():
        assert not FirmTemplate.objects.exists()


def test_versions_follow_one_another_and_a_drafted_letter_keeps_its_text(owner, api, law, adjusters, matter):
    assert owner.get(f"letter-templates/{BASE}").json()["text"] == TEXT
    assert owner.get("letter-templates/love_letter").status_code == 404
    first = publish(owner, TEXT.replace(PROMISED, "Kindly put this letter into the claim file"))
    wanted = {"case_id": str(matter.case.id), "template": BASE}
    letter = owner.post("letters", {**wanted, "firm_template_id": first.json()["id"]}).json()
    assert (letter["template"], letter["template_version"]) == (BASE, 1)
    assert "Kindly put this letter" in str(letter["blocks"])
    second = publish(owner, TEXT.replace(PROMISED, "Put this letter into the claim file"))
    assert [row["number"] for row in owner.get("firm-templates").json()["results"]] == [2, 1]
    door = f"firm-templates/{first.json()['id']}"
    retired = owner.post(f"{door}/retire", {}, HTTP_IF_MATCH=first["ETag"])
    assert retired.json()["retired_at"]
    assert owner.post(f"{door}/retire", {}, HTTP_IF_MATCH=retired["ETag"]).status_code == 409
    assert [row["number"] for row in owner.get("firm-templates", {"usable": "true"}).json()["results"]] == [2]
    again = owner.get(f"letters/{letter['id']}")
    assert again.json()["blocks"] == letter["blocks"]
    refused = owner.post("letters", {**wanted, "firm_template_id": first.json()["id"]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/firm_template_id")
    other = owner.post("letters", {**wanted, "firm_template_id": second.json()["id"]}).json()
    assert other["template_version"] == 2
    theirs = api(adjusters, "owner")
    assert theirs.get("firm-templates").json()["results"] == []
    assert theirs.get(door).status_code == 404
    assert publish(api(law, "case_staff"), TEXT).status_code == 403


def test_a_variant_that_holds_no_more_writes_nothing_new_and_leaves_its_letters(law, matter):
    with law.scope():
        own = FirmTemplate.objects.create(
            template=BASE, name="Old", number=1, text="id: gone", published_by_id=law.owner.member_id
        )
        refused = pytest.raises(Exception, match="can't be used any more")
        with refused:
            letter_draft(actor=law.owner, case_id=matter.case.id, template=BASE, firm_template_id=own.id)
        letter = letter_draft(actor=law.owner, case_id=matter.case.id, template=BASE)
        letter.change(firm_template=own)
        kept = letter_refresh_facts(actor=law.owner, letter_id=letter.id, version=None)
        assert kept.draft["paragraphs"] == letter.draft["paragraphs"]
