"""Operations of migrations that are done together, and so much faster than one by one."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The same operations in the same order, those done together that can be.

    Of those that are, each sees the models as they were before all of them and as they are after all. So what makes a
    model and what adds to it are apart, and so are two that touch the same field or the same constraint.
    """
    groups: list[list[Operation]] = []
    touched: set[tuple[str, str]] = set()
    for operation in operations:
        part = _part(operation)
        if part is None or not touched or {part, (part[0], "")} & touched:
            groups.append([])
            touched = set()
        groups[-1].append(operation)
        if part is not None:
            touched.add(part)
    return [group[0] if len(group) == 1 else Together(group) for group in groups]


def _part(operation: Operation) -> tuple[str, str] | None:
    """The model, and which field, constraint or index of it the operation is about; "" where it makes the model.

    None for an operation that stands alone.
    """
    match operation:
        case CreateModel():
            return operation.name_lower, ""
        case AddField() | AlterField():
            return operation.model_name_lower, operation.name_lower
        case AddIndex():
            return operation.model_name_lower, operation.index.name
        case AddConstraint():
            return operation.model_name_lower, operation.constraint.name
        case RemoveIndex() | RemoveConstraint():
            return operation.model_name_lower, operation.name
    return None


class Together(Operation):
    """What these operations do one by one, in a tenth of the time: see `together`.

    After each of them Django renders anew every model that is related to its own; every model here is, through the
    firm. This one has them rendered once.
    """

    reversible = False  # nor is the SQL that follows it

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Do all to the state, with no models rendered meanwhile: who asks for them next renders them all."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Do all to the tables, in the order in which they are given."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """As `migrate --plan` says it."""
        return "; ".join(operation.describe() for operation in self.operations)


class CreateModels(Together):
    """The tables of an application."""

    def __init__(self, models: Sequence[CreateModel]) -> None:
        super().__init__(models)
        self.models = models

    def describe(self) -> str:
        """As `migrate --plan` says it."""
        return f"Create {len(self.models)} models"
