"""Files of long lists: written part by part, put together at the end, removed when they expire."""

from uuid import UUID

from app.banking.listing.asked import read_query
from app.banking.lists.actions.ask_export import HOUSE_WRITE, WRITE
from app.banking.lists.actions.fail_export import fail_export
from app.banking.lists.actions.finish_export import REMOVE, finish_export
from app.banking.lists.actions.remove_export import remove_export
from app.banking.lists.actions.write_part import write_part
from app.banking.lists.exports import export_for_work, rows_of
from app.banking.lists.registry import LISTS
from app.kernel.actor import SCHEDULE
from app.kernel.ids import ExportId
from app.workers.registry import GivenUp, Job, handler
from reports.lists import list_file


def tell_given_up(work: GivenUp) -> None:
    """The page of whoever waits says so, and offers to try again."""
    export_id = ExportId(UUID(work.payload["export_id"]))
    fail_export(work.db, export_id, failure=work.code, actor=SCHEDULE, now=work.now)


@handler(WRITE, queue="reports", given_up=tell_given_up)
def write_export(job: Job) -> None:
    """The next part of a partner's list."""
    _write(job, WRITE)


@handler(HOUSE_WRITE, queue="reports", house=True, given_up=tell_given_up)
def write_house_export(job: Job) -> None:
    """The next part of a list of the bank's own."""
    _write(job, HOUSE_WRITE)


@handler(REMOVE, queue="reports")
def remove_expired(job: Job) -> None:
    remove_export(job.db, _id(job), actor=SCHEDULE, now=job.now)


def _write(job: Job, kind: str) -> None:
    export_id = _id(job)
    is_last = write_part(job.db, export_id, kind=kind, now=job.now)
    export = export_for_work(job.db, export_id)
    job.progress(export.rows_done, export.rows_total)
    if not is_last:
        return
    spec = LISTS[export.list_name]
    content = list_file(
        spec, read_query(spec, export.query), rows_of(job.db, export_id), form=export.form
    )
    finish_export(job.db, export_id, content, actor=SCHEDULE, now=job.now)


def _id(job: Job) -> ExportId:
    return ExportId(UUID(job.payload["export_id"]))
