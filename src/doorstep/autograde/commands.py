"""`doorstep autograde` and `doorstep index-gradebook`: they read their arguments and say what came of it."""

from __future__ import annotations

import json
import sys

import click


@click.command()
@click.argument("exercise")
@click.option("--student", default="*", help="Only these, as nbgrader's --student.")
@click.option("--force", "-f", is_flag=True, help="Mark again what has been marked.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes at work (as many as there are cores).")
@click.option(
    "--tracebacks", type=click.Choice(["light", "full"]), default="light", show_default=True, help="full: as IPython's."
)
@click.option("--sandbox/--no-sandbox", default=True, help="Close cells in, where the system allows it.")
@click.option("--require-sandbox", is_flag=True, help="Run nothing where it does not.")
@click.option("--locked-only/--all-cells", default=None, help="Whether only locked cells are run (as configured).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def autograde(
    exercise: str,
    student: str,
    force: bool,
    workers: int | None,
    tracebacks: str,
    locked_only: bool | None,
    sandbox: bool,
    require_sandbox: bool,
    as_json: bool,
) -> None:
    """Mark an exercise's hand-ins as nbgrader does, many times faster. Works for any nbgrader course."""
    from .coordinator import prepare
    from .pool import CannotMark, Options
    from .settings import Untested

    closed = "require" if require_sandbox else "try" if sandbox else "no"
    options = Options(workers or 0, force, tracebacks == "light", locked_only, student, closed)
    done = []
    try:
        run = prepare(exercise, options)
        with click.progressbar(length=len(run.todo), label=exercise, file=sys.stderr, show_pos=True) as shown:
            for outcome in run.outcomes():
                done.append(outcome)
                shown.update(1)
    except (CannotMark, Untested) as reason:
        raise click.ClickException(str(reason)) from reason
    failed = [o for o in done if o.state == "failed"]
    for warning in run.warnings:
        click.echo(warning, err=True)
    if as_json:
        rows = [{"student": o.student, "state": o.state, "why": o.why} for o in done]
        click.echo(json.dumps({"exercise": exercise, "skipped": run.skipped, "hand-ins": rows}, ensure_ascii=False))
    else:
        counts = {state: sum(o.state == state for o in done) for state in ("marked", "person", "failed")}
        click.echo(
            f"{counts['marked']} marked, {counts['person']} with something for a person to mark, "
            f"{counts['failed']} failed. {run.skipped} had been marked before."
        )
        for o in failed:
            click.echo(f"  {o.student}: {o.why}")
    if failed:
        raise SystemExit(1)


@click.command("index-gradebook")
@click.option("--remove", is_flag=True, help="Take the indexes out again.")
def index_gradebook(remove: bool) -> None:
    """Make formgrader's lists quick for large classes: three indexes for the gradebook of the course in this folder."""
    from nbgrader.coursedir import CourseDirectory

    from . import indexes, settings
    from .gradebook import NoGradebook

    url = CourseDirectory(config=settings.read()).db_url
    try:
        (indexes.remove if remove else indexes.add)(url)
    except NoGradebook as reason:
        raise click.ClickException(str(reason)) from reason
    click.echo(f"{'Removed' if remove else 'Added'}: {', '.join(indexes.INDEXES.values())}.")
