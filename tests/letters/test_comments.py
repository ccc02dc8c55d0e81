"""Comments on a block of a version: answered, settled, reopened, kept; where their block stands now."""

import pytest

from claimback.kernel.errors import Forbidden, IllegalTransition, Invalid
from claimback.kernel.ids import new_id
from letters.models import Letter
from letters.services.comments import comment_add, comment_reopen, comment_resolve, threads_of
from letters.services.letters import letter_edit


@pytest.fixture
def scoped(matter):
    """The matter with its firm's scope open."""
    with matter.firm.scope():
        yield matter


def test_a_comment_follows_its_block_until_that_is_gone(scoped):
    staff, attorney = scoped.firm.staff, scoped.firm.attorney
    letter = scoped.draft()
    blocks = letter.draft["paragraphs"]
    place = next(n for n, block in enumerate(blocks) if block["kind"] == "text" and n > 2)
    comment = comment_add(actor=attorney, letter_id=letter.id, block=place, text=" Say it shorter. ")
    reply = comment_add(actor=staff, letter_id=letter.id, text="How?", replies_to_id=comment.id)
    second = comment_add(actor=attorney, letter_id=letter.id, text="Cut.", replies_to_id=reply.id)
    assert (reply.block, second.replies_to_id, comment.on_version) == (place, comment.id, 1)
    first = {**blocks[place], "text": "Before all."}
    letter_edit(actor=staff, letter_id=letter.id, version=1, blocks=[first, *blocks])
    [thread] = threads_of(Letter.objects.get())
    assert (thread.block_now, thread.comment.text, len(thread.replies)) == (place + 1, "Say it shorter.", 2)
    letter_edit(actor=staff, letter_id=letter.id, version=2, blocks=[*blocks[:place], *blocks[place + 1 :]])
    assert threads_of(Letter.objects.get())[0].block_now is None


def test_a_comment_is_settled_by_somebody_and_reopened_and_never_lost(scoped):
    letter = scoped.draft()
    comment = comment_add(actor=scoped.firm.attorney, letter_id=letter.id, text="All of it reads well.")
    reply = comment_add(actor=scoped.firm.staff, letter_id=letter.id, text="Good.", replies_to_id=comment.id)
    settled = comment_resolve(actor=scoped.firm.staff, comment_id=comment.id, version=1)
    assert (settled.resolved_by_id, settled.block) == (scoped.firm.staff.member_id, None)
    for again in (comment, reply):
        with pytest.raises(IllegalTransition):
            comment_resolve(actor=scoped.firm.staff, comment_id=again.id, version=None)
    assert comment_reopen(actor=scoped.firm.staff, comment_id=comment.id, version=2).resolved_at is None
    assert len(threads_of(letter)[0].replies) == 1


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"text": " "}, "/text"),
        ({"text": "x" * 4001}, "/text"),
        ({"block": 900}, "/block"),
        ({"on_version": 2}, "/on_version"),
        ({"replies_to_id": new_id()}, "/replies_to_id"),
    ],
)
def test_a_comment_that_is_none_is_refused_by_its_field(scoped, wanted, pointer):
    letter = scoped.draft()
    with pytest.raises(Invalid) as refused:
        comment_add(**{"actor": scoped.firm.staff, "letter_id": letter.id, "text": "x"} | wanted)
    assert refused.value.errors[0].pointer == pointer


def test_who_only_reads_says_nothing(scoped):
    with pytest.raises(Forbidden):
        comment_add(actor=scoped.firm.members["viewer"], letter_id=scoped.draft().id, text="x")


def test_comments_over_http(api, law, matter):
    staff = api(law, "case_staff")
    with law.scope():
        letter = matter.draft()
    made = staff.post("letter-comments", {"letter_id": str(letter.id), "text": "Why?", "block": 0})
    assert made.status_code == 201
    body = {"letter_id": str(letter.id), "text": "Because.", "replies_to_id": made.json()["id"]}
    assert staff.post("letter-comments", body).json()["block"] == 0
    settled = staff.post(f"letter-comments/{made.json()['id']}/resolve", HTTP_IF_MATCH=made["ETag"])
    assert settled.json()["resolved_by_id"] == str(law.staff.member_id)
    [thread] = staff.get(f"letters/{letter.id}/comments").json()["threads"]
    assert (thread["block_now"], thread["replies"][0]["text"]) == (0, "Because.")
    reopened = staff.post(f"letter-comments/{made.json()['id']}/reopen", HTTP_IF_MATCH=settled["ETag"])
    assert reopened.json()["resolved_at"] is None
