"""A wall: from the next click on, the case is nowhere for the member behind it."""

from tests.browser.journey import IN_A_BROWSER
from tests.browser.journey.office import Office

pytestmark = IN_A_BROWSER


def test_a_walled_member_meets_the_case_nowhere(office: Office) -> None:
    case = office.matter.case
    address = f"cases/case/{case.pk}/change/"
    with office.window("public_adjuster") as walled, office.window("owner") as owner:
        page = walled.page
        walled.open("cases/case/")
        page.get_by_role("link", name=case.title).click()
        page.get_by_role("heading", name="What waits for whom").wait_for()

        owner.open(address)
        acts = owner.page.get_by_role("navigation", name="Acts on the case")
        acts.get_by_text("More").click()
        acts.get_by_role("link", name="Keep someone out").click()
        owner.page.get_by_label("Member").select_option(label="Public Adjuster")
        owner.page.get_by_label("Reason").fill("Worked for the plan until last year.")
        owner.page.get_by_role("button", name="Keep someone out").click()
        owner.page.get_by_text("The wall stands.").wait_for()

        page.reload()
        page.get_by_role("heading", name="There is nothing here").wait_for()
        assert [problem for problem in walled.problems if problem.startswith("404: ")] == [
            f"404: {walled.root}{address}"
        ]
        walled.problems.clear()
        for place in ("", "cases/case/", "deadlines/deadline/", "letters/letter/", "cases/document/"):
            walled.open(place)
            said = page.get_by_role("main").inner_text()
            assert case.title not in said, place
            assert case.number not in said, place
        page.get_by_role("searchbox").fill(case.title)
        page.get_by_role("searchbox").press("Enter")
        page.wait_for_url("**/search/**")
        assert case.number not in page.get_by_role("main").inner_text()
