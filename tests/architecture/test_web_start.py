"""A web worker begins with what its first list needs: what is heavy is loaded by whoever asks for it first."""

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

_BEGUN = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimback.settings")
import django
django.setup()
from django.urls import resolve
assert resolve("/api/v1/firms/a/cases").func.cls.__name__ == "CaseListView"
print("\\n".join(sys.modules))
"""
LATER = {
    "numpy": "reading of letters",
    "boto3": "files, keys of KMS, the assistant",
    "holidays": "the clock",
    "docx": "Word documents",
    "pikepdf": "packets",
    "pypdfium2": "reading of files",
    "PIL": "pictures of pages",
    "icalendar": "feeds",
    "jsonschema": "saying what is wrong with a catalogue",
    "dns": "proving a domain",
    "fido2": "passkeys",
    "onelogin": "SAML",
    "typst": "setting of pages",
    "cases.admin": "the admin",
    "cases.api.estimates": "other views",
    "letters.api.letters": "other views",
    "claimback.wiring": "events",
    "celery": "tasks",
    "redis": "Celery, and what counts requests speaks for itself",
    "drf_spectacular.openapi": "the OpenAPI document",
    "jinja2": "nothing: packages try for it",
}
"""What a worker that answers lists has no use for, and who has."""


# Slow: it starts a Python that loads Django and the models, a second on a machine that does nothing else.
@pytest.mark.slow
def test_a_worker_that_answers_a_list_has_loaded_nothing_that_others_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BEGUN], cwd=ROOT, check=True, capture_output=True, text=True
    )
    loaded = done.stdout.split()
    assert "cases.api.cases" in loaded
    assert {name: use for name, use in LATER.items() if name in loaded} == {}


_TASK_FIRST = """
import os
from threading import Thread
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimback.settings")
import django
django.setup()
from deadlines.tasks import sweep_alerts
Thread(target=lambda: print(sweep_alerts.app.main)).start()
"""


# Slow: as above.
@pytest.mark.slow
def test_a_task_belongs_to_this_application_whoever_loads_it_and_in_every_thread() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TASK_FIRST], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["claimback"]
