"""The walk to the portal's pages: every address of a firm's portal, tried for every other reader's rows."""

from itertools import product

from django.test import Client

from claimback.accounts.models import User
from claimback.portal import urls
from tests.isolation.bodies import ABSENT
from tests.isolation.conftest import Walk
from tests.isolation.test_api import _ids_in
from tests.signing_in import signed_in

INSIDE = "<slug:firm>/"
LISTS = {"cases/<uuid:id>/": "portal/cases", "letters/<uuid:id>/pdf": "portal/letters"}
"""The addresses that name a row, with the list of the API in which a client finds their own."""


def test_a_portal_s_pages_hold_the_client_s_own_rows_and_all_else_is_absent(walk: Walk) -> None:
    mine, theirs = walk.mine, walk.theirs
    patterns = {
        str(each.pattern).removeprefix(INSIDE) for each in urls.urlpatterns if INSIDE in str(each.pattern)
    }
    assert patterns == {"", *LISTS}, "an address that nobody walks"
    client, owner = Client(), Client()
    signed_in(client, User.objects.get(id=mine.members["client"].user_id))
    signed_in(owner, User.objects.get(id=mine.owner.user_id))
    nothing = client.get(f"/portal/no-such-firm/cases/{ABSENT}/")
    assert nothing.status_code == 404

    def absent(reader: Client, path: str) -> None:
        walk.cases += 1
        answer = reader.get(path)
        same = (answer.status_code, answer.content) == (404, nothing.content)
        walk.expect(same, f"{path}: {answer.status_code} {answer.content[:200]!r}")

    home = client.get(f"/portal/{mine.slug}/")
    assert home.status_code == 200
    walk.expect(not walk.their_rows.ids & _ids_in(home), "the cases hold another firm's id")
    for firm in (mine, theirs):
        absent(owner, f"/portal/{firm.slug}/")  # who works in a firm is not its client
    absent(client, f"/portal/{theirs.slug}/")
    for inside, segment in LISTS.items():
        own = {row for row, _ in walk.my_rows.of(segment)}
        hidden = {row for row, _ in walk.my_rows.of(segment.removeprefix("portal/"))} - own
        assert own, f"the client has no row in {segment}"
        assert hidden, f"nothing is kept from the client in {segment}"
        other = {row for row, _ in walk.their_rows.of(segment)}
        for row in own:
            answer = client.get(f"/portal/{mine.slug}/{inside.replace('<uuid:id>', row)}")
            assert answer.status_code in (200, 302), row
            walk.expect(not walk.their_rows.ids & _ids_in(answer), f"{inside} holds another firm's id")
            absent(owner, f"/portal/{mine.slug}/{inside.replace('<uuid:id>', row)}")
        for row, firm in product({ABSENT, *hidden, *other}, (mine, theirs)):
            absent(client, f"/portal/{firm.slug}/{inside.replace('<uuid:id>', row)}")
    walk.expect_told_at_home()
