"""The signed papers of the docket: what it held on the day, and who answers for each critical date."""

import pypdfium2
import pytest

from tests.deadlines.matter import ago, open_matter


@pytest.mark.slow  # the library that signs takes two seconds to import
def test_the_certificate_and_the_control_form_are_signed_and_say_what_is_in_doubt(db, api, law, adjusters):
    with law.scope():
        matter = open_matter(law)
        matter.record("denial_received", ago(170))
    client = api(law)
    texts = {}
    for path in ("docket-certificate", "docket-control-form"):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert b"/ETSI.CAdES.detached" in answer.content
        pages = pypdfium2.PdfDocument(answer.content)
        texts[path] = " ".join(page.get_textpage().get_text_range() for page in pages)
        assert matter.case.number in texts[path]
    assert "confirmed by no second person" in texts["docket-certificate"]
    assert "by nobody yet" in texts["docket-control-form"]
    assert "29 CFR" in texts["docket-control-form"].replace("\r\n", " ").replace("  ", " ")
    theirs = api(adjusters).get("docket-control-form", {"case_id": str(matter.case.id)})
    assert theirs.json()["errors"][0]["pointer"] == "/case_id"
