"""A letter out to Word and back as its next version."""

import io

import docx
import pytest

from claimback.kernel.errors import Invalid
from claimback.storage.inspect import DOCX
from claimback.storage.services import file_store
from letters.models import LetterVersion
from letters.services.comments import comment_add, threads_of
from letters.services.letters import letter_edit
from letters.services.word import letter_from_word, letter_to_word
from tests.letters.matter import store_pdf


@pytest.fixture
def scoped(matter):
    """The matter with its firm's scope open."""
    with matter.firm.scope():
        yield matter


def kept(firm, data, name="edited.docx"):
    return file_store(actor=firm.staff, name=name, data=data, media_type=DOCX).id


def changed(data):
    """The document with one word more in its first paragraph of text, and a comment on it."""
    document = docx.Document(io.BytesIO(data))
    there = next(row for row in document.paragraphs if row.style.name == "Normal" and row.text)
    there.add_run(" Indeed.")
    document.add_comment(there.runs[0], text="Is this so?", author="Pat Outside", initials="P")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_an_edited_document_comes_back_as_a_version_with_its_comments(scoped):
    staff = scoped.firm.staff
    letter = scoped.approved()
    comment_add(actor=staff, letter_id=letter.id, text="All good?")
    name, data = letter_to_word(actor=staff, letter_id=letter.id)
    assert name.endswith("version 1.docx")
    file_id = kept(scoped.firm, changed(data))
    back = letter_from_word(actor=staff, letter_id=letter.id, version=3, file_id=file_id, reason="By hand")
    assert (back.state, back.approved_sha256, back.text_version) == ("draft", "", 2)
    version = LetterVersion.objects.get(number=2)
    assert (version.origin, version.based_on, version.file_id, version.reason) == (
        "docx",
        1,
        file_id,
        "By hand",
    )
    assert version.notes == []
    differing = [
        (old["text"], new["text"])
        for old, new in zip(letter.draft["paragraphs"], back.draft["paragraphs"], strict=True)
        if old != new
    ]
    assert len(differing) == 1
    assert differing[0][1] == differing[0][0] + " Indeed."
    said = [(thread.comment.speaker, thread.comment.text) for thread in threads_of(back)]
    assert said == [("Case Staff", "All good?"), ("Pat Outside", "Is this so?")]
    again = letter_from_word(actor=staff, letter_id=letter.id, version=None, file_id=file_id)
    assert len(threads_of(again)) == 2
    assert "version 2 was made meanwhile" in LetterVersion.objects.get(number=3).notes[0]


def test_a_file_that_is_no_edited_letter_is_refused_by_name_and_nothing_changes(scoped):
    staff = scoped.firm.staff
    letter, other = scoped.draft(), scoped.draft("claim_file_request")
    _, data = letter_to_word(actor=staff, letter_id=other.id)
    pdf = store_pdf(scoped.firm, scoped.case, "denial.pdf", "other", "Again").file_id
    for file_id, code in ((kept(scoped.firm, data), "docx_other_letter"), (pdf, "docx_damaged")):
        with pytest.raises(Invalid) as refused:
            letter_from_word(actor=staff, letter_id=letter.id, version=1, file_id=file_id)
        [error] = refused.value.errors
        assert (error.pointer, error.code) == ("/file_id", code)
    assert LetterVersion.objects.count() == 2


def test_word_over_http(api, law, matter):
    staff = api(law, "case_staff")
    with law.scope():
        letter = matter.draft()
        letter_edit(actor=law.staff, letter_id=letter.id, version=1, subject="An appeal")
    answer = staff.get(f"letters/{letter.id}/docx")
    assert (answer.status_code, answer["Content-Type"]) == (200, DOCX)
    assert "version 2.docx" in answer["Content-Disposition"]
    with law.scope():
        file_id = kept(law, changed(answer.content))
    taken = staff.post(f"letters/{letter.id}/docx", {"file_id": str(file_id)}, HTTP_IF_MATCH='"2"')
    assert taken.json()["text_version"] == 3
