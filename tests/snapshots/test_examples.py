"""Every operation of the OpenAPI document has an example of what it takes and answers, and each fits its schema."""

import re
from itertools import chain
from uuid import UUID

from claimback import api_examples
from tests import openapi
from tests.snapshots.examples import MAKE, faults
from tests.snapshots.settled import texts

PLACEHOLDER = re.compile(r"string|Walked|walked\.pdf|x|127\.0\.0\.1.*|.*(localhost|testserver).*")


def test_every_operation_has_an_example_that_fits():
    kept = api_examples.kept()
    found = {
        operation["operationId"]: wrong
        for (method, path), operation in openapi.operations().items()
        if (wrong := faults(method, path, kept.get(operation["operationId"], {})))
    }
    assert found == {}, f"make them: {MAKE} TEST… with the tests that ask those operations"


def test_there_is_no_example_of_what_is_gone():
    groups = {op["operationId"]: op["tags"][0] for op in openapi.operations().values()}
    for file in api_examples.FOLDER.glob("*.json"):
        named = api_examples.kept_in(file)
        assert [name for name in named if groups.get(name) != file.stem] == [], file.name


def test_examples_are_shown_beside_their_schemas():
    kept = api_examples.kept()
    for operation in openapi.operations().values():
        example = kept.get(operation["operationId"], {})
        if "sent" in example:
            assert operation["requestBody"]["content"]["application/json"]["example"] == example["sent"]
        if "answer" in example:
            shown = api_examples.answer_of(operation)
            assert shown is not None
            assert shown["example"] == example["answer"]


def test_examples_are_as_a_person_would_write_them_with_ids_that_stay():
    said = list(chain.from_iterable(texts(dict(example)) for example in api_examples.kept().values()))
    assert [text for text in said if PLACEHOLDER.fullmatch(text)] == []
    ids = {id for text in said for id in openapi.UUIDS.findall(text)}
    assert {UUID(id).version for id in ids} == {7}
    assert len({id[:13] for id in ids}) == 1, "ids are made by tests.snapshots.settled.stable_id"
