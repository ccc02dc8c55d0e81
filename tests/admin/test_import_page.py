"""The page of an import: what is wrong is said once with the rows that have it, and a worker's progress is shown."""

from cases.models import ImportJob
from cases.selectors import import_list
from cases.services import import_work
from cases.services.imports import import_add, import_check
from claimback.storage.services import file_store

ROWS = "".join(f"{n},Marta Quill,Northfield Mutual,boats,TX\n" for n in range(8))
TABLE = f"Number,Client,Insurer,Line of business,State\n{ROWS}"


def test_what_is_wrong_with_many_rows_is_said_once(desk, law):
    with law.scope():
        job = _checked(law)
        assert job.error_count == 8
    page = desk(law, "owner").get(f"cases/importjob/{job.pk}/change/").content.decode()
    assert "2, 3, 4, 5, 6 and 3 more" in page
    assert page.count('<td data-label="Rows">') == 1
    assert "Another system" in page
    assert "data-progress" not in page


def test_how_far_a_worker_is_stands_on_the_page_and_in_the_list(desk, law):
    with law.scope():
        job = _checked(law)
        import_list().filter(pk=job.pk).update(state="running", rows_done=3)
    look = f'data-progress="/api/v1/firms/{law.slug}/imports/{job.pk}" data-state="running"'
    for path in ("", f"{job.pk}/change/"):
        page = desk(law, "owner").get(f"cases/importjob/{path}").content.decode()
        assert look in page, path
        assert "3 of 8 rows" in page, path


def _checked(law) -> ImportJob:
    file = file_store(actor=law.attorney, name="cases.csv", data=TABLE.encode(), media_type="text/csv")
    job = import_add(actor=law.attorney, file_id=file.id, kind="cases")
    import_work.import_go_on(law.id, job.id)
    job.refresh_from_db()
    import_check(actor=law.attorney, import_id=job.id, version=job.version)
    import_work.import_go_on(law.id, job.id)
    job.refresh_from_db()
    return job
