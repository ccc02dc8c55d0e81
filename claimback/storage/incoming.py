"""Files that a machine of ours received, such as a message: they wait in quarantine like any upload."""

from uuid import UUID

from claimback.kernel.ids import new_id
from claimback.storage import s3
from claimback.storage.models import RECEIVED, StoredFile
from claimback.storage.services import checked_name
from claimback.storage.tasks import inspect_file
from claimback.tenancy.scope import current_firm_id
from claimback.tenancy.tasks import nudge


def file_take_in(*, name: str, data: bytes) -> StoredFile:
    """Put bytes into quarantine and their row beside them; a worker inspects it and keeps or refuses it.

    Nobody uploaded it. Raises Invalid for a name or kind that is not taken, StoreUnavailable.
    """
    name = checked_name(name)
    id: UUID = new_id()
    firm_id = current_firm_id()
    key = s3.quarantine_key(firm_id, id)
    digest = s3.put(key, data, media_type="application/octet-stream")
    file = StoredFile(
        id=id,
        name=name,
        announced_size=len(data),
        announced_sha256=digest,
        state=RECEIVED,
        key=key,
    )
    file.save(force_insert=True)
    nudge(inspect_file, firm_id, id)
    return file
