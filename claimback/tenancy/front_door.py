"""The front door of the API: every URL of a firm is a `FirmView`, and nothing passes beside it.

One request is one transaction: enter (identity, membership, capability and scope in one statement), answer, commit.
A refusal of any kind rolls back. No membership answers 404 with the body of an absent object. What the firm must know
of a refusal is told after that, in a transaction of its own (`refusals`).

What a member may is settled when they enter. A membership, token or role that ends while a request of theirs is under
way does not end that request, which is answered and committed as it was let in; the next one is refused. So an end is
in force, for whoever reads after its commit, once the requests that were let in before it are over: seconds, for
a statement is stopped after 30.
"""

import hmac
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from hashlib import sha256
from typing import Any, ClassVar, cast
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from claimback.kernel import json
from claimback.kernel.bodies import read_body
from claimback.kernel.deprecation import deprecations, deprecations_tell
from claimback.kernel.errors import (
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    Refusal,
    Unprocessable,
)
from claimback.kernel.etag import etag, leave_out, tag
from claimback.kernel.json import JSONParser, JSONRenderer
from claimback.kernel.listing import Listing
from claimback.kernel.problems import as_refusal
from claimback.tenancy.enter import (
    Asking,
    asking_by_token,
    asking_by_user,
    enter_by_token,
    enter_by_user,
    token_is_live,
)
from claimback.tenancy.member import Member
from claimback.tenancy.models import IdempotencyKey
from claimback.tenancy.refusals import AT_THE_DOOR, is_told, refusal_tell
from claimback.tenancy.request_id import request_id
from claimback.tenancy.scope import python_scope
from claimback.tenancy.session_door import check_session
from claimback.tenancy.token_calls import call_note

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
TOLD_WITH = "claimback.told_with"
"""Under this name a request that is a row of another carries the other's `told`."""
_ACCEPTS_JSON = frozenset({"*/*", JSONRenderer.media_type})  # what clients send; others are negotiated with


class FirmView(APIView):
    """A view inside a firm. `capabilities` says, method by method, what the member must be allowed.

    `reauthenticate` names the methods that are grave: they want a session with a proof of who asks from the last ten
    minutes, and no token will do. With `keeps_answers` false an Idempotency-Key is passed over: the answer holds what
    must not be kept.
    """

    capabilities: ClassVar[Mapping[str, str]] = {}
    reauthenticate: ClassVar[frozenset[str]] = frozenset()
    keeps_answers: ClassVar[bool] = True
    member: Member

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """DRF's own dispatch, inside the transaction and scope of the firm that the URL names."""
        self.slug = kwargs.pop("firm")
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        self.told: list[Callable[[], None]] = []  # what the firm is told of refusals, once all is committed
        refusal: Refusal | None = None
        with ExitStack() as scope, transaction.atomic():
            try:
                self._enter(self.slug, scope)
                handler = getattr(self, (request.method or "").lower(), self.http_method_not_allowed)
                response = self._once(handler, *args, **kwargs)
            except Exception as error:  # noqa: BLE001
                response = self.handle_exception(error)  # raises again what is not a refusal
                refusal = as_refusal(error)
            self.response = self.finalize_response(self.request, response, *args, **kwargs)
            self.response.render()
        self._conditional(request)
        if marks := deprecations(getattr(self, self._method().lower(), None)):
            deprecations_tell(marks, request, self.response)
        if refusal is not None and is_told(refusal):
            self.told.append(partial(refusal_tell, request, refusal, self._asking(), act=self._act()))
        whole: list[Callable[[], None]] | None = request.META.get(TOLD_WITH)
        if whole is not None:
            whole += self.told
        else:
            for tell in self.told:
                tell()
        return self.response

    def _enter(self, slug: str, scope: ExitStack) -> None:
        request, method, sent = self.request, self.request.method or "", self.request._request.META
        self.format_kwarg = None
        if sent.get("HTTP_ACCEPT", "*/*") in _ACCEPTS_JSON:
            request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        else:
            neg = self.perform_content_negotiation(request)
            request.accepted_renderer, request.accepted_media_type = neg
        capability, grave = self._capability(), self._method() in self.reauthenticate
        if capability is None and method != "OPTIONS":
            self.http_method_not_allowed(request)
        described: dict[str, Any] = {"act": capability or "", "request_id": request_id(request._request)}
        kind, _, token = sent.get("HTTP_AUTHORIZATION", "").partition(" ")
        if kind:
            if kind.lower() != "bearer" or not token:
                raise NotSignedIn("Send the token as `Authorization: Bearer <token>`.")
            entered = enter_by_token(slug, token.strip(), **described)
        else:
            user = request._request.user
            if not user.is_authenticated:
                raise NotSignedIn
            if method not in SAFE_METHODS:
                # Of Django's request: to look for a form's token, REST framework's own would read the whole body.
                SessionAuthentication().enforce_csrf(cast(Request, request._request))
            entered = enter_by_user(slug, user.pk, **described)
        if entered is None:
            raise NotFound if not kind or token_is_live(token.strip()) else NotSignedIn
        self.member = entered.member
        scope.enter_context(python_scope(entered.scope))
        if kind:
            call_note(self.member, token.strip())
        else:
            check_session(request._request, entered, fresh=grave)
        if kind and grave:
            raise Forbidden("A token cannot do this. Sign in and do it there.", code="session_required")
        if capability:
            self.member.require(capability)

    def _conditional(self, request: HttpRequest) -> None:
        """Tag what was read, and leave it out where the caller has it. Whatever else is answered, nobody keeps."""
        response = self.response
        read = self._method() == "GET" and response.status_code == 200
        of_json = response.get("Content-Type") == JSONRenderer.media_type
        if read and of_json and "no-store" not in response.get("Cache-Control", ""):
            tag(response)
            leave_out(response, request.META.get("HTTP_IF_NONE_MATCH", ""))
        response.setdefault("Cache-Control", "no-store")

    def _method(self) -> str:
        """What is asked for: HEAD is a GET of which only the headers go out."""
        method = self.request.method or ""
        return "GET" if method == "HEAD" else method

    def _capability(self) -> str | None:
        return self.capabilities.get(self._method())

    def _act(self) -> str:
        """What was being done when the request was refused."""
        return (self._capability() or "") if hasattr(self, "member") else AT_THE_DOOR

    def _asking(self) -> Asking:
        """Whom a refusal is about: the member, or else who they say they are."""
        if hasattr(self, "member"):
            return [(self.member.firm_id, self.member.member_id)]
        kind, _, token = self.request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if kind:
            return asking_by_token(token.strip()) if kind.lower() == "bearer" else []
        user = self.request._request.user
        return asking_by_user(self.slug, user.pk) if user.is_authenticated else []

    def _once(self, handler: Callable[..., Response], *args: Any, **kwargs: Any) -> Response:
        """Call the handler; for a POST with an Idempotency-Key, at most once."""
        request = self.request
        key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
        if request.method != "POST" or not key or not self.keeps_answers:
            return handler(request, *args, **kwargs)
        if len(key) > 200 or not key.isprintable():
            raise Invalid("An Idempotency-Key has at most 200 printable characters.")
        # Keyed: a body may hold an identifier, and a plain hash of few digits is undone by trying them all.
        said = f"{request.method} {request.get_full_path()}\n".encode() + request.body
        digest = hmac.digest(settings.SECRET_KEY.encode(), said, sha256)
        mine = {"member_id": self.member.member_id, "key": key}
        try:
            with transaction.atomic():
                kept = IdempotencyKey.objects.create(**mine, request_digest=digest)
        except IntegrityError:
            return self._replay(IdempotencyKey.objects.get(**mine), digest)
        response = handler(request, *args, **kwargs)
        kept.status, kept.answer, kept.etag = (
            response.status_code,
            json.dumps(response.data),
            response.get("ETag", ""),
        )
        kept.save(update_fields=["status", "answer", "etag"])
        return response

    def _replay(self, kept: IdempotencyKey, digest: bytes) -> Response:
        if bytes(kept.request_digest) != digest:
            raise Unprocessable
        answer = json.loads(bytes(kept.answer)) if kept.answer is not None else None
        headers = {"Idempotency-Replayed": "true"} | ({"ETag": kept.etag} if kept.etag else {})
        return Response(answer, status=kept.status, headers=headers)

    def parse(self, serializer: type[Serializer[Any]], *, partial: bool = False) -> dict[str, Any]:
        """The body as the serializer validates it. Raises Invalid; a field that is not known is one too."""
        sent = self.request._request
        plain = sent.content_type == JSONParser.media_type  # what clients send; other types are matched with
        body = JSONParser().parse(sent) if plain else self.request.data
        return read_body(serializer, body, partial=partial)

    def page(self, listing: Listing, queryset: QuerySet[Any]) -> Response:
        """A page of the list, as the query string asks."""
        query = {name: self.request.query_params[name] for name in self.request.query_params}
        key = f"{self.member.firm_id}:{type(self).__name__}"
        page = listing.page(queryset, query, key=key)
        self._expand(listing, page.results, query.get("expand", ""))
        return Response(page.body())

    def one(self, listing: Listing, queryset: QuerySet[Any], id: UUID, *, status: int = 200) -> Response:
        """One object with its ETag. Raises NotFound for what the queryset does not hold."""
        query = self.request.query_params if self.request.method in SAFE_METHODS else {}
        unknown = [name for name in query if name != "expand"]
        if unknown:
            raise Invalid(f"There is no parameter {unknown[0]}. Known: expand.")
        queryset = queryset.filter(id=id)
        found = listing.rows(queryset)
        if not found:
            raise NotFound
        version = found[0].get("version")
        self._expand(listing, found, query.get("expand", ""))
        return Response(found[0], status=status, headers={"ETag": etag(version)} if version else {})

    def _expand(self, listing: Listing, results: list[dict[str, Any]], text: str) -> None:
        for name in text.split(","):
            if name in listing.expand:
                self.member.require(listing.expand[name].capability)
        listing.expanded(results, text)
