"""From the insurer's offer to the statement that the client signs: gates, acceptance, money in trust, the paper."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from cases.models import Statement
from tests.browser.journey import IN_A_BROWSER
from tests.browser.journey.office import Office, everybody_can_work_it

pytestmark = IN_A_BROWSER


def test_an_offer_becomes_a_statement(office: Office) -> None:
    case = office.unpaid
    with office.window("attorney") as attorney:
        page = attorney.page
        attorney.open(f"cases/case/{case.pk}/change/#money")
        act(page, "Record demand or offer", Whose="The insurer's", What_it_is="Offer", Amount="48000")
        page.get_by_text("It is on the table.").wait_for()
        offer = page.url
        everybody_can_work_it(page)
        refused(page)

        page.goto(offer)
        page.get_by_role("row", name="The client's written authority").get_by_role("link").click()
        fill(page, "Record client's authority", Least="40000", The_client_s_consent="Consent of the client")
        page.get_by_text("The client's authority is on record.").wait_for()
        page.goto(offer)
        page.get_by_role("row", name="Release terms read").get_by_role("link").click()
        fill(page, "Release was read", Rights_given_up_beyond_this_claim="None beyond this claim.")
        page.get_by_role("button", name="More").click()
        act(page, "Waive a gate", Gate="Bills complete", Reason="The plan pays the providers itself.")
        act(page, "Accept")
        page.get_by_text("It is settled. The time to pay runs.").wait_for()

        attorney.open(f"cases/case/{case.pk}/change/#money")
        act(page, "Money received", Amount="48000")
        page.get_by_text("It is posted.").wait_for()
        page.get_by_role("tabpanel", name="Money").get_by_role("link", name="Transactions").click()
        page.get_by_role("link", name="Payment of the insurer").click()
        page.get_by_role("heading", name="The accounts of the case").wait_for()
        everybody_can_work_it(page)

        attorney.open(f"cases/case/{case.pk}/change/#money")
        act(page, "Draft a statement", Due_to_the_client="47000")
        page.get_by_role("alert").wait_for()
        page.get_by_label("Due to the client").fill("48000")
        page.get_by_role("button", name="Draft a statement").click()
        page.get_by_text("Hold it against the papers.").wait_for()
        act(page, "Reviewed")
        act(page, "Approve")
        page.get_by_text("It is approved, and its paper is filed.").wait_for()
        everybody_can_work_it(page)
        page.get_by_role("link", name="Open PDF").click()
        with page.expect_download() as kept:
            page.get_by_role("button", name="Open PDF").click()
        assert Path(kept.value.path()).read_bytes().startswith(b"%PDF")

        for place in (f"cases/case/{case.pk}/negotiation/", "cases/damageitem/"):
            attorney.open(place)
            everybody_can_work_it(page)
    made = office.stored(lambda: Statement.objects.get(case_id=case.id))
    assert (made.state, made.received, made.client) == ("approved", Decimal(48000), Decimal(48000))


def refused(page: Any) -> None:
    """What stands before an acceptance is said there, and nothing is settled."""
    page.get_by_role("link", name="Accept").click()
    page.get_by_label("How it was said").fill("By telephone")
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("How it was said").input_value() == "By telephone"


def act(page: Any, name: str, **typed: str) -> None:
    """Take an act by its link, and fill in its form."""
    page.get_by_role("link", name=name, exact=True).click()
    fill(page, name, **typed)


def fill(page: Any, name: str, **typed: str) -> None:
    """Type into the fields of an act's form by their labels, and do it."""
    for label, value in typed.items():
        field = page.get_by_label(label.replace("_s_", "'s_").replace("_", " ")).first
        if field.evaluate("at => at.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name=name, exact=True).click()
