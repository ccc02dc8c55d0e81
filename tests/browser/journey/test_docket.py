"""A date that was wrong is corrected: the deadlines that would move wait for a decision, both workings side by side."""

from datetime import timedelta

from claimback.kernel.said import day_said
from deadlines.models import Deadline
from tests.browser.journey import IN_A_BROWSER
from tests.browser.journey.office import Office, everybody_can_work_it

pytestmark = IN_A_BROWSER

APPEAL = "erisa-health-first-appeal"
REVIEW = "File the request for external review of the first denial itself"


def test_proposed_dates_are_decided_on(office: Office) -> None:
    case, received = office.matter.case, office.matter.denial.received_on
    assert received is not None
    right = received - timedelta(days=2)
    before = office.stored(lambda: Deadline.objects.get(case=case, rule=APPEAL).due_on)
    with office.window("attorney") as attorney:
        page = attorney.page
        attorney.open(f"cases/case/{case.pk}/change/")
        page.get_by_role("tab", name="Grounds and letters").click()
        page.get_by_role("link", name="Denied", exact=True).click()
        page.get_by_role("link", name="Correct", exact=True).click()
        page.get_by_label("Received on").fill(str(right))
        page.get_by_label("Reason").fill("The receipt shows an earlier day.")
        page.get_by_role("button", name="Correct").click()

        page.get_by_role("tab", name="Work").click()
        everybody_can_work_it(page)
        page.reload()
        docket = page.get_by_role("article").filter(has_text="File the internal appeal")
        docket.get_by_role("link", name="another date is proposed").click()
        page.get_by_role("link", name="Compare the two, and decide").click()
        workings = page.get_by_role("table").filter(has_text="As proposed")
        days = workings.get_by_role("row", name="180 calendar days").get_by_role("cell")
        assert days.nth(1).inner_text().startswith(day_said(before))
        assert days.nth(2).inner_text().startswith(day_said(before - timedelta(days=2)))
        everybody_can_work_it(page)
        page.get_by_role("link", name="Keep the old date").click()
        page.get_by_role("button", name="Keep the old date").click()
        page.get_by_text("This field is required.").wait_for()
        page.get_by_label("Reason").fill("The receipt is of another letter.")
        page.get_by_role("button", name="Keep the old date").click()
        page.get_by_text("The deadline keeps its date.").wait_for()

        page.get_by_role("link", name=f"Decide on another date: {REVIEW[0].lower()}{REVIEW[1:]}").click()
        page.get_by_role("link", name="Compare the two, and decide").click()
        page.get_by_role("link", name="Accept").click()
        page.get_by_role("button", name="Accept").click()
        page.get_by_text("The deadline has the date that was proposed.").wait_for()
        assert page.get_by_text("another date is proposed").count() == 0
    assert office.stored(lambda: Deadline.objects.get(case=case, rule=APPEAL).due_on) == before
