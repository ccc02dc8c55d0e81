"""The base of every admin page of a firm's rows, and the firm's own pages.

Pages show; services write. A page whose rows may be added or changed names the capability and the services.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.admin import ModelAdmin

from claimback.kernel.errors import Refusal
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member
from claimback.tenancy.models import Firm, Membership, Token
from claimback.tenancy.selectors import firm_rows, member_list, token_list


class FirmAdmin(ModelAdmin):  # type: ignore[misc]
    """Rows of the firm in the URL, read through the one door that `rows` names. Read-only unless services are named."""

    read_capability: ClassVar[str]
    write_capability: ClassVar[str] = ""
    add_service: ClassVar[Callable[..., Any] | None] = None
    change_service: ClassVar[Callable[..., Any] | None] = None
    compressed_fields = True
    list_per_page = 50
    show_full_result_count = False

    def rows(self, member: Member) -> QuerySet[Any]:
        """The rows that this page shows."""
        raise TypeError(f"{type(self).__name__} names no rows")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of the door, related names included, in the page's order."""
        rows = self.rows(admin_member(request))
        related = [name for name in self.list_display if self._is_reference(name)]
        rows = rows.select_related(*related) if related else rows
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def _is_reference(self, name: Any) -> bool:
        found = {f.name: f for f in self.opts.get_fields() if f.many_to_one}
        return isinstance(name, str) and name in found

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the member sees any of these pages."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the member has the page's capability to read."""
        member: Member | None = request.META.get("claimback.member")
        return member is not None and member.may(self.read_capability)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether there is a service for it and the member has the capability."""
        return type(self).add_service is not None and self._may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether there is a service for it and the member has the capability."""
        return type(self).change_service is not None and self._may_write(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: nothing that a user gave is lost."""
        return False

    def _may_write(self, request: HttpRequest) -> bool:
        member: Member | None = request.META.get("claimback.member")
        return member is not None and bool(self.write_capability) and member.may(self.write_capability)

    def save_model(self, request: HttpRequest, obj: Any, form: "ModelForm[Any]", change: bool) -> None:
        """Through the service, which alone writes. The version that the form was opened with must still hold."""
        values = {
            name: form.cleaned_data[name] for name in (form.changed_data if change else form.cleaned_data)
        }
        references = {field.name for field in self.opts.get_fields() if field.many_to_one}
        named = {
            f"{name}_id" if name in references else name: getattr(value, "pk", value)
            for name, value in values.items()
        }
        if change:
            service = type(self).change_service
            assert service is not None
            made = service(admin_member(request), obj, named)
        else:
            service = type(self).add_service
            assert service is not None
            made = service(admin_member(request), named)
        obj.pk = made.pk

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """A service's refusal is said on the form's page, with nothing written."""
        try:
            answer: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            if request.method != "POST":
                raise
            return self.refused(request, refusal)
        return answer

    def refused(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        """Say why, and show the page again as it stands."""
        transaction.set_rollback(True)
        self.message_user(request, refusal.detail, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing: the audit has it, and the admin's own log knows no firms."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing, as `log_addition`."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Nothing, as `log_addition`."""


# Roles are data here; Django's groups mean nothing, and belong to no firm.
admin.site.unregister(Group)


@admin.register(Firm)
class FirmItselfAdmin(FirmAdmin):
    """The firm."""

    read_capability = "firm.read"
    list_display = ["name", "kind", "time_zone", "docket_email"]

    def rows(self, member: Member) -> QuerySet[Firm]:
        """The one firm."""
        return firm_rows()


@admin.register(Membership)
class MembershipAdmin(FirmAdmin):
    """Who is in the firm."""

    read_capability = "firm.read"
    list_display = ["user", "role", "title", "ended_at"]
    list_filter = ["role"]

    def rows(self, member: Member) -> QuerySet[Membership]:
        """The firm's members."""
        return member_list().select_related("user")


@admin.register(Token)
class TokenAdmin(FirmAdmin):
    """One's own tokens."""

    read_capability = "token.manage"
    list_display = ["name", "expires_at", "revoked_at"]
    exclude = ["digest"]

    def rows(self, member: Member) -> QuerySet[Token]:
        """The member's own tokens."""
        return token_list(member)
