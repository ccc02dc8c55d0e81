"""Comments on letters over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from letters.models import LetterComment
from letters.selectors import comment_list, letter_one
from letters.services.comments import TEXT_LIMIT, comment_add, comment_reopen, comment_resolve, threads_of


class LetterCommentSerializer(serializers.ModelSerializer[LetterComment]):
    """A comment, or a reply to one."""

    letter_id = serializers.UUIDField()
    replies_to_id = serializers.UUIDField(allow_null=True)
    author_id = serializers.UUIDField(help_text="Who made it, or took it in with a Word document.")
    author_name = serializers.CharField(source="author.user.name")
    resolved_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = LetterComment
        fields = [
            "id",
            "letter_id",
            "on_version",
            "block",
            "replies_to_id",
            "text",
            "author_id",
            "author_name",
            "said_by",
            "resolved_at",
            "resolved_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


class LetterCommentInput(serializers.Serializer[Any]):
    """A comment. A reply takes its place from the comment that it answers."""

    letter_id = serializers.UUIDField()
    text = serializers.CharField(max_length=TEXT_LIMIT)
    block = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, help_text="Its place among the blocks, from 0."
    )
    on_version = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="By default the latest."
    )
    replies_to_id = serializers.UUIDField(required=False, allow_null=True)


class ThreadSerializer(serializers.Serializer[Any]):
    """A comment with its replies, and where its block stands in the text of now."""

    comment = LetterCommentSerializer()
    replies = LetterCommentSerializer(many=True)
    block_now = serializers.IntegerField(allow_null=True, help_text="Null where the block is gone.")

    class Meta:
        ref_name = "CommentThread"


class ThreadsSerializer(serializers.Serializer[Any]):
    """What was said of a letter."""

    letter_id = serializers.UUIDField()
    text_version = serializers.IntegerField()
    threads = ThreadSerializer(many=True)

    class Meta:
        ref_name = "LetterThreads"


_FILTERS = {
    "letter_id": Filter("letter_id", serializers.UUIDField(), "On which letter."),
    "author_id": Filter("author_id", serializers.UUIDField(), "By whom."),
}
COMMENTS = Listing(serializer=LetterCommentSerializer, orderings=["-created_at"], filters=_FILTERS)


class LetterCommentListView(FirmView):
    """Comments on letters."""

    capabilities = {"GET": "letter.read", "POST": "letter.write"}

    @openapi.lists("letter_comment", COMMENTS, summary="List comments on letters")
    def get(self, request: Request) -> Response:
        """A page of comments and replies."""
        return self.page(COMMENTS, comment_list())

    @openapi.creates(
        "letter_comment_add", LetterCommentInput, LetterCommentSerializer, summary="Comment on a letter"
    )
    def post(self, request: Request) -> Response:
        """Say something of a block or of the whole letter, or answer a comment."""
        comment = comment_add(actor=self.member, **self.parse(LetterCommentInput))
        return self.one(COMMENTS, comment_list(), comment.id, status=201)


class LetterCommentView(FirmView):
    """One comment."""

    capabilities = {"GET": "letter.read"}

    @openapi.reads("letter_comment", COMMENTS, summary="Read a comment on a letter")
    def get(self, request: Request, id: UUID) -> Response:
        """One comment or reply."""
        return self.one(COMMENTS, comment_list(), id)


class LetterCommentResolveView(FirmView):
    """Settling a comment."""

    capabilities = {"POST": "letter.write"}

    @openapi.acts("letter_comment_resolve", None, LetterCommentSerializer, summary="Settle a comment")
    def post(self, request: Request, id: UUID) -> Response:
        """Settle it with its replies; it is kept."""
        comment_resolve(actor=self.member, comment_id=id, version=expected_version(request))
        return self.one(COMMENTS, comment_list(), id)


class LetterCommentReopenView(FirmView):
    """Taking up a comment again."""

    capabilities = {"POST": "letter.write"}

    @openapi.acts("letter_comment_reopen", None, LetterCommentSerializer, summary="Reopen a comment")
    def post(self, request: Request, id: UUID) -> Response:
        """It is open again."""
        comment_reopen(actor=self.member, comment_id=id, version=expected_version(request))
        return self.one(COMMENTS, comment_list(), id)


class LetterThreadsView(FirmView):
    """What was said of one letter."""

    capabilities = {"GET": "letter.read"}

    @openapi.computes(
        "letter_threads", ThreadsSerializer, summary="Read the comments on a letter in their places"
    )
    def get(self, request: Request, id: UUID) -> Response:
        """Each comment with its replies, and where its block stands now."""
        refuse_parameters(request)
        letter = letter_one(id)
        threads = ThreadSerializer(threads_of(letter), many=True).data
        return Response({"letter_id": id, "text_version": letter.text_version, "threads": threads})
