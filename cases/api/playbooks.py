"""Playbooks and checklists over HTTP: what there is, what fits a case, what was started on it."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.catalogue.checklists import Checklist, load_checklists
from cases.catalogue.playbooks import Playbook, load_playbooks
from cases.models import PlaybookRun
from cases.selectors import playbook_run_list
from cases.services.playbooks import playbook_start
from cases.vocabulary import CHANNELS, EVENT_KINDS, LINES_OF_BUSINESS, PLAN_TYPES
from claimback.kernel import openapi
from claimback.kernel.listing import Filter, Listing
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.roles import CLIENT, ROLE_NAMES

WORKERS = [role for role in ROLE_NAMES if role != CLIENT]


class PlaybookStepSerializer(serializers.Serializer[Any]):
    """One step of a playbook."""

    code = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()
    role = serializers.ChoiceField(WORKERS, help_text="Who does it.")
    days = serializers.IntegerField(
        help_text="To do it in: from the event, else from the steps before it, else from the start."
    )
    event = serializers.ChoiceField(["", *EVENT_KINDS], help_text="The kind of event that opens it.")
    after = serializers.ListField(child=serializers.CharField(), help_text="The steps that come before it.")
    plan_types = serializers.ListField(
        child=serializers.ChoiceField(list(PLAN_TYPES)), help_text="Empty: every one."
    )


class PlaybookSerializer(serializers.Serializer[Any]):
    """A playbook in the version that ships today."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    lines = serializers.ListField(child=serializers.ChoiceField(list(LINES_OF_BUSINESS)))
    plan_types = serializers.ListField(
        child=serializers.ChoiceField(list(PLAN_TYPES)), help_text="Empty: every one."
    )
    steps = PlaybookStepSerializer(many=True)


class PlaybooksSerializer(serializers.Serializer[Any]):
    """All of them."""

    playbooks = PlaybookSerializer(many=True)


class ChecklistQuestionSerializer(serializers.Serializer[Any]):
    """One thing to ask."""

    code = serializers.CharField()
    ask = serializers.CharField()
    why = serializers.CharField()
    mandatory = serializers.BooleanField()


class ChecklistSerializer(serializers.Serializer[Any]):
    """What is asked on calls of one kind, in the version that ships today."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    lines = serializers.ListField(child=serializers.ChoiceField(list(LINES_OF_BUSINESS)))
    channels = serializers.ListField(child=serializers.ChoiceField(list(CHANNELS)))
    questions = ChecklistQuestionSerializer(many=True)


class ChecklistsSerializer(serializers.Serializer[Any]):
    """All of them."""

    checklists = ChecklistSerializer(many=True)


class PlaybookRunSerializer(serializers.ModelSerializer[PlaybookRun]):
    """A playbook that was started on a case. Its tasks name it as their source."""

    case_id = serializers.UUIDField()
    started_by_id = serializers.UUIDField()

    class Meta:
        model = PlaybookRun
        fields = [
            "id",
            "case_id",
            "playbook",
            "playbook_version",
            "title",
            "started_by_id",
            "version",
            "created_at",
            "updated_at",
        ]


class TeamMemberInput(serializers.Serializer[Any]):
    """Who does the steps of one role."""

    role = serializers.ChoiceField(WORKERS)
    member_id = serializers.UUIDField()


class PlaybookStartInput(serializers.Serializer[Any]):
    """Which playbook to start on which case."""

    case_id = serializers.UUIDField()
    playbook = serializers.CharField(help_text="Its code.")
    team = serializers.ListField(
        child=TeamMemberInput(),
        required=False,
        max_length=len(WORKERS),
        help_text="Steps of other roles go to the case's lead.",
    )


PLAYBOOK_RUNS = Listing(
    serializer=PlaybookRunSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "On which case."),
        "playbook": Filter("playbook", serializers.CharField(), "Which one, by code."),
    },
)


class PlaybooksView(FirmView):
    """What playbooks there are."""

    capabilities = {"GET": "task.read"}

    @openapi.computes("playbook_list", PlaybooksSerializer, summary="Read the playbooks")
    def get(self, request: Request) -> Response:
        """Every playbook with its steps, the same for every firm."""
        refuse_parameters(request)
        return Response({"playbooks": [_playbook(each) for each in load_playbooks().values()]})


class ChecklistsView(FirmView):
    """What is asked on calls."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.computes("checklist_list", ChecklistsSerializer, summary="Read the checklists")
    def get(self, request: Request) -> Response:
        """Every checklist with its questions, the same for every firm."""
        refuse_parameters(request)
        return Response({"checklists": [_checklist(each) for each in load_checklists().values()]})


class PlaybookRunListView(FirmView):
    """Playbooks at work on cases."""

    capabilities = {"GET": "task.read", "POST": "task.write"}

    @openapi.lists("playbook_run", PLAYBOOK_RUNS, summary="List started playbooks")
    def get(self, request: Request) -> Response:
        """A page of them, the latest first."""
        return self.page(PLAYBOOK_RUNS, playbook_run_list())

    @openapi.creates("playbook_start", PlaybookStartInput, PlaybookRunSerializer, summary="Start a playbook")
    def post(self, request: Request) -> Response:
        """Open the tasks of a playbook on a case, in the version that ships today."""
        asked = self.parse(PlaybookStartInput)
        team = {each["role"]: each["member_id"] for each in asked.pop("team", [])}
        run = playbook_start(actor=self.member, team=team, **asked)
        return self.one(PLAYBOOK_RUNS, playbook_run_list(), run.id, status=201)


class PlaybookRunView(FirmView):
    """One playbook at work."""

    capabilities = {"GET": "task.read"}

    @openapi.reads("playbook_run", PLAYBOOK_RUNS, summary="Read a started playbook")
    def get(self, request: Request, id: UUID) -> Response:
        """One of them."""
        return self.one(PLAYBOOK_RUNS, playbook_run_list(), id)


def _playbook(book: Playbook) -> dict[str, Any]:
    return {
        "code": book.code,
        "version": book.version,
        "title": book.title,
        "lines": sorted(book.lines),
        "plan_types": sorted(book.plan_types),
        "steps": [
            {
                "code": step.code,
                "title": step.title,
                "detail": step.detail,
                "role": step.role,
                "days": step.days,
                "event": step.event,
                "after": list(step.after),
                "plan_types": sorted(step.plan_types),
            }
            for step in book.steps
        ],
    }


def _checklist(checklist: Checklist) -> dict[str, Any]:
    return {
        "code": checklist.code,
        "version": checklist.version,
        "title": checklist.title,
        "lines": sorted(checklist.lines),
        "channels": sorted(checklist.channels),
        "questions": [
            {"code": each.code, "ask": each.ask, "why": each.why, "mandatory": each.mandatory}
            for each in checklist.questions
        ],
    }
