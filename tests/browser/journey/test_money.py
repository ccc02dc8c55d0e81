"""From the insurer's offer to the statement that the client signs: gates, acceptance, money in trust, the paper."""

from tests.browser.journey import IN_A_BROWSER
from tests.browser.journey.office import Office, everybody_can_work_it

pytestmark = IN_A_BROWSER


def test_an_offer_becomes_a_statement(office: Office) -> None:
    with office.window("attorney") as attorney:
        page = attorney.page

        def act(name: str, **typed: str) -> None:
            """Take an act by its link, type into its fields by their labels, and do it."""
            page.get_by_role("link", name=name, exact=True).click()
            for label, value in typed.items():
                field = page.get_by_label(label.replace("_", " "))
                if field.evaluate("at => at.tagName") == "SELECT":
                    field.select_option(value)
                else:
                    field.fill(value)
            page.get_by_role("button", name=name, exact=True).click()

        attorney.open(f"cases/case/{office.unpaid.pk}/change/#money")
        act("Record demand or offer", Whose="The insurer's", What_it_is="Offer", Amount="48000")
        page.get_by_text("It is on the table.").wait_for()
        offer = page.url
        everybody_can_work_it(page)
        print(page.locator("main").aria_snapshot())
