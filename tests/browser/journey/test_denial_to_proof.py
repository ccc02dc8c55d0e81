"""From a denial letter in the post to an appeal whose receipt is proven: uploaded, read, answered, approved, sent."""

from typing import Any
from zoneinfo import ZoneInfo

from claimback.kernel.clock import now
from letters.models import Dispatch
from tests.browser.conftest import Window
from tests.browser.journey import IN_A_BROWSER
from tests.browser.journey.office import Office, everybody_can_work_it
from tests.letters.matter import LETTERS, OUTCOME

pytestmark = IN_A_BROWSER

ARGUMENT = "The imaging shows the translation that the guideline asks for."


def test_a_denial_is_read_answered_and_appealed(office: Office) -> None:
    with office.window("case_staff") as staff, office.window("attorney") as attorney:
        page = staff.page
        staff.open("cases/case/")
        page.get_by_role("link", name=office.fresh.title).click()
        upload(office, page, "denial.pdf", "Denial letter", "Denial letter")
        read(office, page)
        confirm(page)
        upload(office, page, "imaging_report.pdf", "Medical record", "Imaging report")
        answer(page)
        draft(page)
        approve(attorney, office)
        send(page)
    sent = office.stored(lambda: Dispatch.objects.get(letter__case_id=office.fresh.id))
    assert (sent.state, sent.proof_grade, sent.signed_for_by) == ("delivered", "signed_for", "R. Okafor")


def upload(office: Office, page: Any, file: str, kind: str, title: str) -> None:
    """Put a file on the case, and go back to where it stands."""
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("navigation", name="Documents").get_by_role("link", name="Upload").click()
    page.get_by_text("Choose files, or drop them here").wait_for()
    page.get_by_label("Choose files, or drop them here").set_input_files(LETTERS / file)
    chosen = page.get_by_role("list", name="Files that you chose")
    chosen.get_by_label("Title").fill(title)
    chosen.get_by_label("Kind").select_option(kind)
    page.get_by_role("button", name="Upload 1 file").click()
    chosen.get_by_text("Being inspected").wait_for()
    office.work()
    chosen.get_by_text("It is on the case.").wait_for()
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name=f"Open {title}").wait_for()


def read(office: Office, page: Any) -> None:
    """Have the letter read: the page tells how far that is, and shows the findings by itself."""
    page.get_by_role("link", name="Read Denial letter").click()
    page.get_by_role("button", name="Have a document read").click()
    page.get_by_text("It waits for a worker.").wait_for()
    assert page.get_by_role("progressbar", name="Pages read").is_visible()
    office.work()
    page.get_by_role("heading", name="Rights that it tells of").wait_for()
    everybody_can_work_it(page)


def confirm(page: Any) -> None:
    """Confirm the findings without a mouse: walk the proposals, type what the letter cannot know, record."""
    page.get_by_role("link", name="Confirm").press("Enter")
    page.get_by_role("button", name="Record the denial").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("j")
    assert "Denied" in page.get_by_label("Decision").locator("option:checked").inner_text()
    page.keyboard.press("a")
    tab_to(page, "Received on")
    page.keyboard.type("10092026")
    tab_to(page, "Proof of receipt")
    page.keyboard.type("deliv")
    page.keyboard.press("Escape")
    for _ in range(3):
        page.keyboard.press("j")
    assert focused(page) == "Ground 1"
    page.keyboard.press("a")
    assert focused(page) == "Ground 2"
    page.keyboard.press("a")
    tab_to(page, "Record the denial")
    page.keyboard.press("Enter")
    page.get_by_text("The denial is recorded with its grounds").wait_for()


def answer(page: Any) -> None:
    """Make the report an exhibit, put it against the first ground, and answer both."""
    page.get_by_role("link", name="make it of Imaging report").click()
    page.get_by_label("Kind").select_option("Photo, video or imaging")
    page.get_by_label("Proves").fill("Translation was measured, and exceeds the guideline's threshold.")
    page.get_by_role("button", name="Make it an exhibit").click()
    page.get_by_role("tab", name="Grounds and letters").click()
    acts = page.get_by_role("navigation", name="Answer to ground 1")
    acts.get_by_role("link", name="Put evidence").click()
    page.get_by_label("Evidence").select_option("Exhibit 1: Imaging report")
    page.get_by_role("button", name="Put evidence").click()
    for number in (1, 2):
        acts = page.get_by_role("navigation", name=f"Answer to ground {number}")
        acts.get_by_role("link", name="Write").click()
        page.get_by_label("Argument").fill(ARGUMENT)
        page.get_by_role("button", name="Write").click()
        acts.get_by_role("link", name="Call it answered").click()
        page.get_by_role("button", name="Call it answered").click()
    first = page.get_by_role("article").filter(has_text="1. Not medically necessary")
    first.get_by_role("link", name="answered").wait_for()
    assert "lacks an authority" in first.inner_text()
    everybody_can_work_it(page)


def draft(page: Any) -> None:
    """Draft the appeal, give what it lacks, mend what the check marks beside the text, and hand it to review."""
    page.get_by_role("tab", name="Grounds and letters").click()
    page.get_by_role("link", name="Draft letter").click()
    page.get_by_label("Kind of letter").select_option("Internal appeal of an adverse benefit determination")
    page.get_by_label("What is asked for").fill(OUTCOME)
    page.get_by_role("button", name="Draft letter").click()
    page.get_by_text("List the documents that the letter demands.").wait_for()
    page.get_by_role("link", name="Take up facts").click()
    page.get_by_label("Items requested").fill("The complete claim file")
    page.get_by_label("Write the text anew").check()
    page.get_by_role("button", name="Take up facts").click()

    page.get_by_role("link", name="Edit text").click()
    beside = page.get_by_role("complementary")
    beside.get_by_text("Page 1 of").wait_for()
    beside.get_by_role("heading", name="may be approved").wait_for()
    finding = beside.get_by_role("listitem").filter(has_text="“imaging shows” rests on no exhibit")
    finding.get_by_role("button").click()
    assert page.evaluate("document.activeElement.value") == ARGUMENT
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Exhibit 1 shows what the guideline asks for.")
    finding.wait_for(state="detached")
    everybody_can_work_it(page)
    page.get_by_role("button", name="Keep as the next version").click()
    page.get_by_role("link", name="Hand to review").click()
    page.get_by_role("button", name="Hand to review").click()
    page.get_by_role("heading", name="may be approved").wait_for()
    assert page.get_by_role("link", name="Approve").count() == 0, "whoever may not approve has no button"


def approve(attorney: Window, office: Office) -> None:
    """The attorney finds on the case what waits, and approves it."""
    page = attorney.page
    attorney.open(f"cases/case/{office.fresh.pk}/change/")
    waits = page.get_by_role("region", name="What waits for whom")
    waits.get_by_role("link", name="Approve “Appeal of").click()
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("The letter is approved, and its PDF is kept.").wait_for()


def send(page: Any) -> None:
    """Certified mail, recorded with its number, and the receipt that proves its arrival: the insurer's clock runs."""
    page.reload()
    page.get_by_role("link", name="Record sending").click()
    page.get_by_label("Channel").select_option("Certified mail")
    page.get_by_label("Handed over at").fill(here_and_now())
    page.get_by_role("button", name="Record sending").click()
    page.get_by_text("Type in the tracking number from the carrier's receipt.").wait_for()
    assert page.get_by_label("Channel").locator("option:checked").inner_text() == "Certified mail"
    page.get_by_label("Tracking number").fill("9407 1118 9876")
    page.get_by_role("button", name="Record sending").click()
    page.get_by_role("link", name="Record delivery").click()
    page.get_by_label("Delivered at").fill(here_and_now())
    page.get_by_label("Proof").select_option("signed for")
    page.get_by_label("Signed for by").fill("R. Okafor")
    page.get_by_role("button", name="Record delivery").click()
    page.get_by_text("The delivery is recorded.").wait_for()
    page.get_by_role("link", name="Lumbar fusion refused").click()
    page.get_by_role("link", name="Decide the appeal of a post-service claim").first.wait_for()


def here_and_now() -> str:
    """This minute in the firm's zone, as a field for a time takes it."""
    return now().astimezone(ZoneInfo("America/Chicago")).strftime("%Y-%m-%dT%H:%M")


def focused(page: Any) -> str:
    """What a person who cannot see the page is told to be at."""
    said = "const at = document.activeElement; at.labels?.[0]?.textContent || at.ariaLabel || at.textContent"
    return str(page.evaluate(f"() => {{ {said.replace('; ', '; return ', 1)} }}")).strip()


def tab_to(page: Any, name: str) -> None:
    """Press the tabulator until the field or button of this name is reached."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"“{name}” cannot be reached by keyboard")
