"""Tasks over HTTP: what is to be done, on a case or by a member."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Task
from cases.selectors import task_list, tasks_of
from cases.services import tasks
from cases.states import TASK_EDGES
from cases.vocabulary import EVENT_KINDS, TASK_KINDS
from claimback.kernel import openapi
from claimback.kernel.clock import today
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Expansion, Filter, Listing, OptionalDateField
from claimback.tenancy.api.members import MEMBERS
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.roles import ROLE_NAMES
from claimback.tenancy.selectors import member_list


class TaskSerializer(serializers.ModelSerializer[Task]):
    """A task as it is read."""

    case_id = serializers.UUIDField()
    case_number = serializers.CharField(source="case.number")
    kind = serializers.ChoiceField(list(TASK_KINDS))
    due_on = OptionalDateField()
    assigned_id = serializers.UUIDField(allow_null=True)
    needs_ids = serializers.ListField(child=serializers.UUIDField(), source="needs")
    closed_by_id = serializers.UUIDField(allow_null=True)
    assigned = MEMBERS.serializer(required=False, allow_null=True)

    class Meta:
        model = Task
        fields = [
            "id",
            "case_id",
            "case_number",
            "kind",
            "title",
            "detail",
            "due_on",
            "for_role",
            "assigned_id",
            "state",
            "needs_ids",
            "waits_for",
            "due_days",
            "source_kind",
            "source_id",
            "source_part",
            "closed_at",
            "closed_by_id",
            "closed_note",
            "version",
            "created_at",
            "updated_at",
            "assigned",
        ]


class TaskInput(serializers.Serializer[Any]):
    """A task to open."""

    case_id = serializers.UUIDField()
    title = serializers.CharField(max_length=200)
    detail = serializers.CharField(required=False, allow_blank=True)
    due_on = serializers.DateField(required=False, allow_null=True)
    for_role = serializers.ChoiceField(
        list(ROLE_NAMES),
        required=False,
        help_text="Whose work it is. For `client` the case's client reads title, detail and day in the portal.",
    )
    assigned_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="By default the case's lead."
    )
    needs_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=tasks.NEEDS_LIMIT,
        help_text="Tasks of the same case that come first.",
    )
    waits_for = serializers.ChoiceField(
        list(EVENT_KINDS), required=False, help_text="The kind of event that opens it."
    )
    due_days = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=3650,
        help_text="Days from what it waits for to the day it is due.",
    )


class TaskChangeInput(serializers.Serializer[Any]):
    """What may be changed of a task."""

    title = serializers.CharField(max_length=200)
    detail = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField(allow_null=True)
    needs_ids = serializers.ListField(child=serializers.UUIDField(), max_length=tasks.NEEDS_LIMIT)


class TaskAssignInput(serializers.Serializer[Any]):
    """To whom a task goes."""

    assigned_id = serializers.UUIDField(allow_null=True, help_text="Null: to nobody.")


class TaskCompleteInput(serializers.Serializer[Any]):
    """How it was done."""

    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class TaskDropInput(serializers.Serializer[Any]):
    """Why it need not be done."""

    reason = serializers.CharField(max_length=300)


TASKS = Listing(
    serializer=TaskSerializer,
    orderings=["due_on"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "kind": Filter("kind", serializers.ChoiceField(list(TASK_KINDS)), "Why there is one.", many=True),
        "state": Filter("state", serializers.ChoiceField(TASK_EDGES.states), "How it stands.", many=True),
        "assigned_id": Filter("assigned_id", serializers.UUIDField(), "Whose."),
        "unassigned": Filter("assigned__isnull", serializers.BooleanField(), "Nobody's, or somebody's."),
        "for_role": Filter("for_role", serializers.ChoiceField(list(ROLE_NAMES)), "Whose work, by role."),
        "source_id": Filter("source_id", serializers.UUIDField(), "What it came from."),
        "due_from": Filter("due_on__gte", serializers.DateField(), "Due on this day or later."),
        "due_to": Filter("due_on__lte", serializers.DateField(), "Due on this day or earlier."),
    },
    search=["title", "detail"],
    expand={"assigned": Expansion("assigned_id", MEMBERS, member_list, "firm.read")},
)


class TaskListView(FirmView):
    """What is to be done on cases."""

    capabilities = {"GET": "task.read", "POST": "task.write"}

    @openapi.lists("task", TASKS, summary="List tasks")
    def get(self, request: Request) -> Response:
        """A page of tasks, the earliest due first."""
        return self.page(TASKS, task_list())

    @openapi.creates("task_open", TaskInput, TaskSerializer, summary="Open a task")
    def post(self, request: Request) -> Response:
        """Open a task, for a member or else for the case's lead."""
        task = tasks.task_open(actor=self.member, **self.parse(TaskInput))
        return self.one(TASKS, task_list(), task.id, status=201)


class MyTaskListView(FirmView):
    """What the member who asks has to do."""

    capabilities = {"GET": "task.read"}

    @openapi.lists("my_task", TASKS, summary="List my tasks")
    def get(self, request: Request) -> Response:
        """A page of one's own tasks, and of those of members on leave for whom one stands in."""
        return self.page(TASKS, tasks_of(self.member.member_id, today(self.member.time_zone)))


class TaskView(FirmView):
    """One task."""

    capabilities = {"GET": "task.read", "PATCH": "task.write"}

    @openapi.reads("task", TASKS, summary="Read a task")
    def get(self, request: Request, id: UUID) -> Response:
        """One task."""
        return self.one(TASKS, task_list(), id)

    @openapi.changes("task_change", TaskChangeInput, TaskSerializer, summary="Change a task")
    def patch(self, request: Request, id: UUID) -> Response:
        """Change its words, its day, or what comes before it."""
        changes = self.parse(TaskChangeInput, partial=True)
        tasks.task_change(actor=self.member, task_id=id, version=expected_version(request), **changes)
        return self.one(TASKS, task_list(), id)


class TaskAssignView(FirmView):
    """Whose task it is."""

    capabilities = {"POST": "task.write"}

    @openapi.acts("task_assign", TaskAssignInput, TaskSerializer, summary="Assign a task")
    def post(self, request: Request, id: UUID) -> Response:
        """Give it to a member who may see the case, or to nobody."""
        given = self.parse(TaskAssignInput)
        tasks.task_assign(actor=self.member, task_id=id, version=expected_version(request), **given)
        return self.one(TASKS, task_list(), id)


class TaskCompleteView(FirmView):
    """A task that is done."""

    capabilities = {"POST": "task.write"}

    @openapi.acts("task_complete", TaskCompleteInput, TaskSerializer, summary="Complete a task")
    def post(self, request: Request, id: UUID) -> Response:
        """It is done; what waited for it opens."""
        done = self.parse(TaskCompleteInput)
        tasks.task_complete(actor=self.member, task_id=id, version=expected_version(request), **done)
        return self.one(TASKS, task_list(), id)


class TaskDropView(FirmView):
    """A task that need not be done."""

    capabilities = {"POST": "task.write"}

    @openapi.acts("task_drop", TaskDropInput, TaskSerializer, summary="Drop a task")
    def post(self, request: Request, id: UUID) -> Response:
        """It need not be done, for a reason; what waited for it opens."""
        dropped = self.parse(TaskDropInput)
        tasks.task_drop(actor=self.member, task_id=id, version=expected_version(request), **dropped)
        return self.one(TASKS, task_list(), id)


class TaskReopenView(FirmView):
    """A task that is to be done after all."""

    capabilities = {"POST": "task.write"}

    @openapi.acts("task_reopen", None, TaskSerializer, summary="Reopen a task")
    def post(self, request: Request, id: UUID) -> Response:
        """It is to be done after all; what was opened after it stays open."""
        tasks.task_reopen(actor=self.member, task_id=id, version=expected_version(request))
        return self.one(TASKS, task_list(), id)
