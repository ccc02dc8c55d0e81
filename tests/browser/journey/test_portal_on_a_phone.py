"""The portal on a telephone: where the case stands, what is needed, a paper sent, a letter opened; in Spanish too."""

from pathlib import Path

from tests.browser.journey import IN_A_BROWSER
from tests.browser.journey.office import PHONE, Office, everybody_can_work_it
from tests.storage.uploads import pdf

pytestmark = IN_A_BROWSER


def test_a_client_follows_their_case_on_a_phone(office: Office) -> None:
    with office.window("attorney") as attorney:
        attorney.open(f"letters/letter/{office.letter.pk}/change/")
        attorney.page.get_by_role("button", name="More").click()
        attorney.page.get_by_role("link", name="Share with client").click()
        attorney.page.get_by_role("button", name="Share with client").click()
        attorney.page.get_by_text("The letter is shared with the client.").wait_for()

    with office.window("client", **PHONE) as client:
        page = client.page
        page.goto(f"{office.address}/portal/")
        page.get_by_text("1 thing is needed from you").wait_for()
        everybody_can_work_it(page)
        page.get_by_role("link", name=office.matter.case.title).tap()
        page.get_by_text("What happens next:").wait_for()
        needed = page.get_by_role("region", name="What is needed from you")
        assert "Send the last bill" in needed.inner_text()

        sending = page.get_by_role("region", name="Send us a document")
        sending.get_by_role("button", name="Send").wait_for()
        bill = {"name": "last_bill.pdf", "mimeType": "application/pdf", "buffer": pdf(1)}
        sending.get_by_label("A file or a photo").set_input_files(bill)
        sending.get_by_label("Kind").select_option("Bill")
        sending.get_by_role("button", name="Send").tap()
        sent = page.get_by_role("region", name="What you sent")
        sent.get_by_text("Received, being checked").wait_for()
        office.work()
        page.reload()
        assert "Received" in sent.inner_text()
        assert "being checked" not in sent.inner_text()
        everybody_can_work_it(page)

        with page.expect_download() as kept:
            page.get_by_role("link", name=office.letter.subject).tap()
        assert Path(kept.value.path()).read_bytes().startswith(b"%PDF")

        page.get_by_role("button", name="Español").tap()
        page.get_by_role("heading", name="Lo que necesitamos de usted").wait_for()
        everybody_can_work_it(page)
