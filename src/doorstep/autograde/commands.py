"""`doorstep autograde` and `doorstep index-gradebook`: they read their arguments and say what came of it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

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
@click.option("--cluster", default="", metavar="local|ADDRESS", help="Mark by Dask: here, or on a scheduler's workers.")
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
    cluster: str,
    as_json: bool,
) -> None:
    """Mark an exercise's hand-ins as nbgrader does, many times faster. Works for any nbgrader course."""
    from .coordinator import prepare
    from .server import CannotMark, Options
    from .settings import Untested

    closed = "require" if require_sandbox else "try" if sandbox else "no"
    options = Options(workers or 0, force, tracebacks == "light", locked_only, student, closed, cluster=cluster)
    try:
        run = prepare(exercise, options)
        done = _all(exercise, run)
    except (CannotMark, Untested) as reason:
        raise click.ClickException(str(reason)) from reason
    for warning in run.warnings:
        click.echo(warning, err=True)
    counts = Counter(o.state for o in done)
    said = (
        f"{counts['marked']} marked, {counts['person']} with something for a person to mark, "
        f"{counts['failed']} failed. {run.skipped} had been marked before."
    )
    _close(exercise, run, done, said, as_json)


@click.command("generate-feedback")
@click.argument("exercise")
@click.option("--student", default="*", help="Only these, as nbgrader's --student.")
@click.option("--force", "-f", is_flag=True, help="Make again what has been made.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes at work (as many as there are cores).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def generate_feedback(exercise: str, student: str, force: bool, workers: int | None, as_json: bool) -> None:
    """Make everybody's page of feedback as nbgrader does, several times faster. Works for any nbgrader course."""
    from .feedback import prepare
    from .server import CannotMark, Options
    from .settings import NotThisWay, Untested

    try:
        run = prepare(exercise, Options(workers or 0, force, student=student))
        done = _all(exercise, run)
    except (CannotMark, NotThisWay, Untested) as reason:
        raise click.ClickException(str(reason)) from reason
    counts = Counter(o.state for o in done)
    said = f"{counts['made']} made, {counts['failed']} failed. {run.skipped} had been made before."
    _close(exercise, run, done, said, as_json)


def _all(exercise: str, run: Any) -> list[Any]:
    done = []
    with click.progressbar(length=len(run.todo), label=exercise, file=sys.stderr, show_pos=True) as shown:
        for outcome in run.outcomes():
            done.append(outcome)
            shown.update(1)
    return done


def _close(exercise: str, run: Any, done: list[Any], said: str, as_json: bool) -> None:
    failed = [o for o in done if o.state == "failed"]
    if as_json:
        rows = [{"student": o.student, "state": o.state, "why": o.why} for o in done]
        click.echo(json.dumps({"exercise": exercise, "skipped": run.skipped, "hand-ins": rows}, ensure_ascii=False))
    else:
        click.echo(said)
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

    url = CourseDirectory(config=settings.read()[0]).db_url
    try:
        (indexes.remove if remove else indexes.add)(url)
    except NoGradebook as reason:
        raise click.ClickException(str(reason)) from reason
    click.echo(f"{'Removed' if remove else 'Added'}: {', '.join(indexes.INDEXES.values())}.")
