"""Prepared reading answers as the ORM does, whatever the shape of the question."""

from datetime import UTC, date

import pytest
from django.db import connection
from django.db.models import Count, F, Q

from cases.models import Case, Client
from cases.selectors import case_list, client_list
from cases.services.clients import client_add
from cases.services.insurers import insurer_add
from claimback.audit.models import Entry
from claimback.kernel import reading
from claimback.kernel.reading import read_values
from tests.cases.conftest import open_case


@pytest.fixture
def rows(in_law):
    """Three cases of two clients."""
    insurer = insurer_add(actor=in_law.attorney, name="Northfield Mutual")
    clients = [client_add(actor=in_law.attorney, name=name) for name in ("Ada Quill", "Bo 100% Lark")]
    for index, client in enumerate([*clients, clients[0]]):
        open_case(in_law.attorney, client, insurer, title=f"Case {index}", amount_disputed=index or None)
    return in_law


CONDITIONS = [
    Q(),
    Q(status__in=["intake"]),
    Q(status__in=["intake", "open"]),
    Q(status__in=[]),
    Q(amount_disputed__gte=1, opened_on__lte=date(2099, 1, 1)),
    Q(policy__isnull=True),
    Q(title__icontains="CASE 1") | Q(client__name__icontains="100%"),
    Q(client__name="Ada Quill") & ~Q(title="Case 2"),
    Q(policy__name="x") | Q(title="Case 0"),
]


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("limit", [None, 2])
def test_it_answers_as_the_orm_does_the_first_time_and_again(rows, condition, limit):
    columns = ("number", "client__name", "id", "amount_disputed", "created_at", "policy__name", "lead_id")
    asked = case_list().filter(condition)
    expected = list(asked.order_by("-number", "id").values_list(*columns)[:limit])
    for _ in range(3):
        assert read_values(asked, columns, ("-number", "id"), limit) == expected


def test_values_change_while_the_statement_is_kept(rows, django_assert_num_queries):
    for title in ("Case 0", "Case 1", "Case 2", "Case 1"):
        with django_assert_num_queries(1):
            assert read_values(case_list().filter(title=title), ("title",)) == [(title,)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%\"title\" = $2%%'"
        )
        assert cursor.fetchone()[0] == 1


def test_another_firm_s_scope_sees_none_of_it(rows, adjusters):
    assert len(read_values(client_list(), ("name",))) == 2
    with adjusters.scope():
        assert read_values(client_list(), ("name",)) == []


def test_instants_are_aware_and_in_utc(rows):
    ((made,),) = read_values(case_list().filter(title="Case 0"), ("created_at",))
    assert made.utcoffset() == UTC.utcoffset(None)


@pytest.mark.parametrize(
    "asked",
    [
        lambda: Client.objects.annotate(n=Count("cases")).filter(n=2),
        lambda: Client.objects.filter(cases__title__startswith="Case").distinct(),
        lambda: Client.objects.order_by("-name"),
        lambda: Client.objects.order_by("name")[:1],
        lambda: Client.objects.filter(id__in=Case.objects.filter(title="Case 1").values("client_id")),
        lambda: Client.objects.filter(name=F("name")),
    ],
)
def test_questions_of_other_shapes_are_left_to_the_orm_or_answered_alike(rows, asked):
    assert read_values(asked(), ("name", "id")) == list(asked().values_list("name", "id"))


def test_columns_that_django_converts_are_read_by_django(rows):
    ((after,),) = read_values(Entry.objects.filter(after__title="Case 1"), ("after",))
    assert after["title"] == "Case 1"


def test_what_is_kept_is_bounded(rows, monkeypatch):
    monkeypatch.setattr(reading, "_SHAPES_KEPT", 3)
    for limit in range(1, 9):
        read_values(case_list(), ("id",), ("id",), limit)
        assert len(reading._statements) <= 3
