"""The firm's letterhead: set by its owner, in force for what is approved from then on, never changed."""

import io

import pytest
from PIL import Image

from claimback.kernel.errors import Forbidden, Invalid
from claimback.storage.services import file_store
from letters.models import Letter, Letterhead
from letters.services.letterheads import contrast_with_white, letterhead_set, look_now
from letters.services.preview import letter_check, letter_page, letter_preview
from tests.letters.matter import store_pdf


@pytest.fixture
def scoped(matter):
    """The matter with its firm's scope open."""
    with matter.firm.scope():
        yield matter


def logo(firm, size=(300, 100), name="logo.png", form="PNG", media_type="image/png"):
    out = io.BytesIO()
    Image.new("RGB", size, "#224466").save(out, form)
    return file_store(actor=firm.owner, name=name, data=out.getvalue(), media_type=media_type).id


def test_a_letter_keeps_the_letterhead_that_it_was_approved_with(scoped):
    firm = scoped.firm
    first = letterhead_set(
        actor=firm.owner,
        logo_id=logo(firm),
        footer_line="One",
        accent="#7A1F1F",
        address_lines=["Tower 5", " "],
    )
    letter = scoped.approved()
    second = letterhead_set(
        actor=firm.owner, logo_id=logo(firm, name="logo.jpg", form="JPEG", media_type="image/jpeg")
    )
    assert (first.number, second.number, look_now()[0]) == (1, 2, second)
    assert Letter.objects.get(id=letter.id).letterhead_id == first.id
    assert (first.accent, first.address_lines) == ("#7a1f1f", "Tower 5")
    shown = look_now()[1].logo
    assert shown is not None
    assert (shown.kind, shown.width, shown.height) == ("jpg", 300, 100)


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"accent": "red"}, "/accent"),
        ({"accent": "#ffff00"}, "/accent"),
        ({"footer_line": "x" * 201}, "/footer_line"),
        ({"address_lines": ["x" * 101]}, "/address_lines"),
        ({"address_lines": ["x"] * 9}, "/address_lines"),
        ({"logo_id": lambda m: m.evidence[0].document.file_id}, "/logo_id"),
        ({"logo_id": lambda m: store_pdf(m.firm, m.case, "denial.pdf", "other", "x").file_id}, "/logo_id"),
        ({"logo_id": lambda m: logo(m.firm, (4001, 2))}, "/logo_id"),
    ],
)
def test_a_letterhead_that_is_none_is_refused_by_its_field(scoped, wanted, pointer):
    wanted = {name: value(scoped) if callable(value) else value for name, value in wanted.items()}
    with pytest.raises(Invalid) as refused:
        letterhead_set(actor=scoped.firm.owner, **wanted)
    assert refused.value.errors[0].pointer == pointer
    assert not Letterhead.objects.exists()


def test_only_who_runs_the_firm_sets_it(scoped):
    with pytest.raises(Forbidden):
        letterhead_set(actor=scoped.firm.attorney)


def test_contrast_is_reckoned_as_the_guidelines_do():
    assert [round(contrast_with_white(colour), 2) for colour in ("#000000", "#ffffff", "#767676")] == [
        21,
        1,
        4.54,
    ]


def test_a_text_is_looked_at_and_checked_and_nothing_is_stored(scoped):
    letter = scoped.draft()
    viewer = scoped.firm.members["viewer"]
    gone = [block for block in letter.draft["paragraphs"] if block["kind"] != "quote"]
    before = letter_check(actor=viewer, letter_id=letter.id)
    after = letter_check(actor=viewer, letter_id=letter.id, blocks=gone, subject="Other")
    assert before.may_be_approved
    assert {"ground_not_answered"} <= {found.code for found in after.findings}
    assert letter_preview(actor=viewer, letter_id=letter.id, blocks=gone).startswith(b"%PDF")
    last, count = letter_page(actor=viewer, letter_id=letter.id, page=99)
    assert last.startswith(b"\x89PNG")
    assert count > 1
    kept = Letter.objects.get()
    assert (kept.version, kept.draft, kept.check_report) == (1, letter.draft, None)


def test_preview_and_check_over_http(api, law, matter):
    viewer = api(law, "viewer")
    with law.scope():
        letter = matter.draft()
    blocks = letter.draft["paragraphs"]
    path = f"letters/{letter.id}"
    picture = viewer.post(f"{path}/preview", {"format": "png", "page": 2, "blocks": blocks, "subject": "New"})
    assert (picture.status_code, picture["Content-Type"], int(picture["Pages"]) > 1) == (
        200,
        "image/png",
        True,
    )
    assert viewer.post(f"{path}/preview", {})["Content-Type"] == "application/pdf"
    assert viewer.post(f"{path}/check", {"blocks": []}).json()["may_be_approved"] is False
    wrong = viewer.post(f"{path}/preview", {"blocks": [blocks[0], {"kind": "poem"}]})
    assert wrong.json()["errors"][0]["pointer"] == "/blocks/1/kind"
    made = api(law, "owner").post("letterheads", {"footer_line": "By appointment"})
    assert (made.status_code, made.json()["number"]) == (201, 1)
    assert viewer.get("letterheads").json()["results"][0]["footer_line"] == "By appointment"
