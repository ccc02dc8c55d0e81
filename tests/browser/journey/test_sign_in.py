"""Signing in with two factors and a keyboard alone: what is wrong is said, and the way goes on from there."""

from claimback.accounts.models import User
from claimback.accounts.services import authenticator_ensure
from tests.browser.journey import IN_A_BROWSER
from tests.browser.journey.office import Office
from tests.signing_in import PASSWORD, code

pytestmark = IN_A_BROWSER

FOCUSED = "document.activeElement.labels?.[0]?.textContent || document.activeElement.textContent"


def test_a_member_signs_in_by_keyboard(office: Office) -> None:
    firm = office.firm
    secret = office.stored(
        lambda: authenticator_ensure(user=User.objects.get(id=firm.staff.user_id)),
    )
    with office.nobody() as window:
        page, keys = window.page, window.page.keyboard

        def focused() -> str:
            return str(page.evaluate(FOCUSED)).strip().rstrip(":")

        window.open(f"cases/case/{office.matter.case.pk}/change/")
        assert focused() == "Email"
        keys.type(f"case_staff@{firm.slug}.example")
        keys.press("Tab")
        assert focused() == "Password"
        keys.type("not it")
        keys.press("Enter")
        assert "not correct" in page.get_by_role("alert").inner_text()
        assert page.get_by_label("Email").input_value() == f"case_staff@{firm.slug}.example"
        page.get_by_label("Password").focus()
        keys.type(PASSWORD)
        keys.press("Enter")

        page.get_by_role("heading", name="Two-Factor").wait_for()
        assert focused() == "Code"
        right = code(secret)
        keys.type(f"{(int(right) + 1) % 1_000_000:06}")
        keys.press("Enter")
        assert "Incorrect code" in page.get_by_role("alert").inner_text()
        assert focused() == "Code"
        keys.type(code(secret))
        keys.press("Enter")
        page.get_by_role("heading", name=f"{office.matter.case.client}").wait_for()
        assert page.url == f"{window.root}cases/case/{office.matter.case.pk}/change/"
