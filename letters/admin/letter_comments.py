"""Comments on letters as pages: made and answered on the letter's page, settled on their own."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, choice, text
from claimback.tenancy.admin_show import act_on, page_of, words
from claimback.tenancy.member import Member
from letters.models import Letter, LetterComment
from letters.selectors import comment_list
from letters.services import comments
from letters.services.comments import Thread, threads_of


class CommentForm(ActForm):
    """What is said, and of which block, or in answer to what."""

    def prepare(self) -> None:
        """The blocks of the text of now, and the comments that may be answered."""
        blocks = self.row.draft["paragraphs"]
        names = {str(place): _name(place, block) for place, block in enumerate(blocks)}
        self.fields["block"] = choice(
            names, required=False, help_text=gettext("Leave it empty to speak of the whole letter.")
        )
        open_ones = [thread.comment for thread in threads_of(self.row) if thread.comment.resolved_at is None]
        if open_ones:
            said = {str(row.id): f"{row.speaker}: {row.text[:60]}" for row in open_ones}
            self.fields["replies_to_id"] = choice(said, required=False, label=gettext("In answer to"))
        self.fields["text"] = text(long=True, max_length=comments.TEXT_LIMIT, label=gettext("Comment"))

    def values(self) -> dict[str, Any]:
        """What `comment_add` takes."""
        typed = super().values()
        return {
            "text": typed["text"],
            "block": int(typed["block"]) if typed["block"] else None,
            "replies_to_id": typed.get("replies_to_id") or None,
        }


def of_letter(made: LetterComment) -> str:
    """To the letter, where its comments are."""
    return f"{page_of(made.letter)}#comments"


COMMENT_ACT = Act(
    name="comment",
    label=_("Comment"),
    icon="add_comment",
    service=comments.comment_add,
    capabilities=("letter.write",),
    row_id="letter_id",
    versioned=False,
    form=CommentForm,
    explain=_("It stays with the letter, on the version that it was made on."),
    done=_("The comment is kept."),
    lands=of_letter,
)


def shown_threads(member: Member, row: Letter, threads: Iterable[Thread]) -> list[dict[str, Any]]:
    """The comments as the letter's page shows them, open ones first, each with what may be done about it."""
    may = member.may("letter.write")
    ordered = sorted(threads, key=lambda thread: thread.comment.resolved_at is not None)
    return [
        {
            "comment": thread.comment,
            "replies": thread.replies,
            "place": thread.block_now,
            "gone": thread.comment.block is not None and thread.block_now is None,
            "answer": act_on(row, "comment", urlencode({"replies_to_id": str(thread.comment.id)}))
            if may and thread.comment.resolved_at is None
            else "",
            "settle": act_on(thread.comment, "reopen" if thread.comment.resolved_at else "resolve")
            if may
            else "",
        }
        for thread in ordered
    ]


def _name(place: int, block: dict[str, Any]) -> str:
    said = " ".join((block["text"] or " ".join(block["items"])).split())
    return f"{place + 1}. {words(block['kind']).capitalize()}{f': {said[:60]}' if said else ''}"


@admin.register(LetterComment)
class LetterCommentAdmin(FirmAdmin):
    """What members said of letters."""

    read_capability = "letter.read"
    list_display = ["letter", "text", "author", "resolved_at", "created_at"]
    ordering = ["-created_at", "-id"]
    empty = _("Nobody commented yet. Comment on a letter's page.")
    acts = [
        Act(
            name="resolve",
            label=_("Settle"),
            icon="check",
            service=comments.comment_resolve,
            capabilities=("letter.write",),
            row_id="comment_id",
            fits=lambda row: row.replies_to_id is None and row.resolved_at is None,
            explain=_("It is kept with its replies, as settled by you."),
            done=_("The comment is settled."),
            lands=of_letter,
        ),
        Act(
            name="reopen",
            label=_("Reopen"),
            icon="replay",
            service=comments.comment_reopen,
            capabilities=("letter.write",),
            row_id="comment_id",
            fits=lambda row: row.resolved_at is not None,
            done=_("The comment is open again."),
            lands=of_letter,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[LetterComment]:
        """The door to comments."""
        return comment_list()
