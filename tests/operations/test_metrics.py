"""What Prometheus is told: only with the token, over all processes, and of bounded words alone."""

import re
from datetime import timedelta

import pytest
import yaml
from django.db import OperationalError, ProgrammingError
from django.test import Client
from prometheus_client import REGISTRY, values
from prometheus_client.parser import text_string_to_metric_families

from claimback.kernel.clock import now
from claimback.notify.services import heartbeat_record
from claimback.operations import page
from claimback.operations.requests import route_class
from claimback.operations.state import State
from deadlines.selectors import alert_list
from deadlines.tasks import SWEEP_ALERTS
from tests.architecture.doors import doors
from tests.deadlines.matter import ago, open_matter
from tests.servers import ROOT

TOKEN = "a token for Prometheus"
KNOWN_LABELS = {"route", "method", "status", "task", "outcome", "work", "sweep", "state", "queue", "le"}


@pytest.fixture
def scraped(db, settings):
    settings.METRICS_TOKEN = TOKEN

    def scrape() -> dict[str, dict[tuple, float]]:
        answer = Client(headers={"Authorization": f"Bearer {TOKEN}", "Host": "10.1.2.3:8000"}).get("/metrics")
        assert answer.status_code == 200
        found: dict[str, dict[tuple, float]] = {}
        for family in text_string_to_metric_families(answer.content.decode()):
            for sample in family.samples:
                found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
        return found

    return scrape


@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        ("", "", 404),
        ("", "Bearer ", 404),
        (TOKEN, "", 401),
        (TOKEN, "Bearer other", 401),
        (TOKEN, f"Basic {TOKEN}", 401),
    ],
)
def test_without_the_token_there_are_no_numbers(settings, token, sent, status):
    settings.METRICS_TOKEN = token
    assert Client().get("/metrics", headers={"Authorization": sent}).status_code == status
    told = []
    asked = {"PATH_INFO": "/metrics", "HTTP_AUTHORIZATION": sent}
    assert page.worker_metrics(asked, lambda status, headers: told.append(status)) == []
    assert told[0].startswith(str(status))


def test_requests_lags_and_servers_are_told(scraped, law):
    before = scraped()
    assert Client().get(f"/api/v1/firms/{law.slug}/clients").status_code == 401
    after = scraped()
    asked = (("method", "GET"), ("route", "api clients"), ("status", "401"))
    total = "claimback_http_requests_total"
    assert after[total][asked] - before[total].get(asked, 0) == 1
    assert after["claimback_http_request_duration_seconds_count"][asked[:2]] >= 1
    assert after["claimback_database_up"][()] == after["claimback_broker_up"][()] == 1
    assert after["claimback_backlog_items"][(("work", "uncertain_letters"),)] == 0
    assert sum(after["claimback_database_connections"].values()) >= 1
    assert after["claimback_database_connections_limit"][()] > 1
    labels = {name for samples in after.values() for sample in samples for name, _ in sample}
    assert labels <= KNOWN_LABELS | {
        "implementation",
        "major",
        "minor",
        "patchlevel",
        "version",
        "generation",
    }
    assert law.slug not in str(after)


def test_a_database_or_broker_that_is_away_is_a_gauge_and_no_error(db, settings, monkeypatch):
    refusals = iter([OperationalError(), ProgrammingError()])
    monkeypatch.setattr("claimback.operations.state._rows", lambda _: (_ for _ in ()).throw(next(refusals)))
    monkeypatch.setattr(
        "claimback.operations.state._waiting_messages", lambda: (_ for _ in ()).throw(OSError())
    )
    for up in (0, 1):  # a statement that is refused was answered
        gauges = {metric.name: metric.samples[0].value for metric in State().collect()}
        assert gauges == {"claimback_database_up": up, "claimback_broker_up": 0}


def test_what_several_processes_counted_is_added_up(settings, monkeypatch, tmp_path):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    for process in (1, 2):
        kind = values.MultiProcessValue(lambda process=process: process)
        kind("counter", "c", "c_total", ("task",), ("t",), "help").inc(process)
        kind("gauge", "g", "g", (), (), "help", multiprocess_mode="livesum").inc(1)
    settings.METRICS_DIRECTORY = str(tmp_path)
    counted = page.counted().decode().splitlines()
    assert {"g 2.0", 'c_total{task="t"} 3.0'} <= set(counted)


def test_routes_are_a_bounded_handful_and_none_is_a_path():
    classes = {route_class(door.path) for door in doors()} | {route_class("")}
    assert len(classes) < 200
    assert not any(re.search(r"[<>?]", name) for name in classes), classes
    assert {"api cases", "api correspondence", "admin", "portal", "livez", "unknown"} <= classes


def test_every_alert_asks_for_metrics_that_there_are_and_is_explained(scraped):
    rules = yaml.safe_load((ROOT / "docker/prometheus/alerts.yml").read_text())["groups"][0]["rules"]
    told = (ROOT / "docker/ALERTS.md").read_text()
    heartbeat_record(name=SWEEP_ALERTS)
    sampled = scraped()
    there = {family.name for family in REGISTRY.collect()} | set(sampled)
    for rule in rules:
        asked = {re.sub(r"_(total|bucket)$", "", name) for name in re.findall(r"claimback_\w+", rule["expr"])}
        assert asked <= there, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "ticket")
    rows = re.findall(r"^\| ([A-Z][\w, ]+) \|", told, re.MULTILINE)
    assert [name for row in rows for name in row.split(", ")] == [rule["alert"] for rule in rules]
    kinds = [found for rule in rules for found in re.findall(r'work=~?"([^"]+)"', rule["expr"])]
    watched = {kind for found in kinds for kind in found.split("|")}
    assert watched == {dict(labels)["work"] for labels in sampled["claimback_backlog_items"]}


def test_alerts_are_late_from_when_they_were_promised(scraped, law):
    with law.scope():
        matter = open_matter(law)
        matter.record("denial_received", ago(175))
        promised = now() - timedelta(hours=2)
        alert_list().filter(state="planned").update(
            due_at=promised, next_attempt_at=now() + timedelta(minutes=5), attempts=3
        )
    assert scraped()["claimback_backlog_oldest_seconds"][(("work", "alerts"),)] > 7000
