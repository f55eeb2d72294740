"""The `doorstep` command: each subcommand only reads its arguments and says what came of it.

Rooms are imported inside the commands, so that `doctor` still speaks where a dependency is broken.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doorstep.autograde.commands import autograde, generate_feedback, index_gradebook

if TYPE_CHECKING:
    from doorstep.cohort.course import Course


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="doorstep-course")
def main() -> None:
    """Doorstep: practise the work of a children's social worker."""


@main.command("open")
@click.option("--workspace", type=click.Path(path_type=Path), help="The folder for your work (usually ~/doorstep).")
@click.option("--browser/--no-browser", default=True, help="Whether to open your browser.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; 0 for any free one.")
def open_(workspace: Path | None, browser: bool, port: int | None) -> None:
    """Open the course in your browser."""
    from doorstep.workspace.opening import open_course
    from doorstep.workspace.refusal import CannotOpen

    try:
        open_course(workspace, browser, port, say=click.echo)
    except CannotOpen as reason:
        raise click.ClickException(str(reason)) from reason


@main.command()
@click.option("--workspace", type=click.Path(path_type=Path), help="The folder to look at (usually ~/doorstep).")
@click.option("--port", type=click.IntRange(1, 65535), help="The port you mean to use.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(workspace: Path | None, port: int | None, as_json: bool) -> None:
    """Say what is in order and what is not, with the remedy."""
    from doorstep.workspace.doctor import examine

    findings = examine(workspace, port)
    if as_json:
        click.echo(json.dumps([finding.as_data() for finding in findings], indent=1))
    else:
        for finding in findings:
            click.echo(str(finding))
    if not all(finding.ok for finding in findings):
        raise SystemExit(1)


@main.command()
@click.option("--submitted", type=click.Path(path_type=Path), help="Look at the hand-ins in this folder instead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(submitted: Path | None, as_json: bool) -> None:
    """Prove the course whole, or say which hand-ins cannot reach nbgrader."""
    from doorstep.cohort.check import check as check_course
    from doorstep.marking.submitted import check_submitted

    if submitted is not None:
        found = [str(problem) for problem in check_submitted(submitted)]
        data: dict[str, object] = {"errors": found}
        summary = f"{len(found)} to look at." if found else "Every hand-in can reach nbgrader."
    else:
        report = check_course(_course())
        found, data = [str(error) for error in report.errors], report.as_data()
        summary = (
            f"{report.counts['cases']} cases, {report.counts['exercises']} exercises: {len(found)} errors. "
            f"{len(report.uncovered)} account points not practised yet."
        )
    if as_json:
        click.echo(json.dumps(data, indent=1, ensure_ascii=False))
    else:
        click.echo("\n".join([*found, summary]))
    if found:
        raise SystemExit(1)


@main.command("play")
@click.argument("case")
@click.option("--family", default="", help="Behind which door; without it one is drawn.")
@click.option("--trail", type=click.Path(path_type=Path), help="Keep the answers in this file, and play on from it.")
def play_(case: str, family: str, trail: Path | None) -> None:
    """Play a case in this terminal, as plain text. CASE is a name or a path to a case.yaml."""
    import uuid

    from doorstep.case import CaseErrors, load_case
    from doorstep.play import NotSaved, Overtaken, Refused, TrailError
    from doorstep.stage import terminal

    try:
        loaded = load_case(_case_file(case))
        started = terminal.started_at(loaded, family, uuid.uuid4().hex)
        terminal.play(loaded, started, trail, say=lambda text: click.echo(f"\n{text}"), read=input)
    except (CaseErrors, NotSaved, Overtaken, Refused, TrailError) as reason:
        raise click.ClickException(str(reason)) from reason


@main.command("map")
@click.argument("case")
@click.option("--out", type=click.Path(path_type=Path), help="The picture's file (usually NAME-map.svg here).")
def map_(case: str, out: Path | None) -> None:
    """Draw a case's scenes and the ways through them. CASE is a name or a path to a case.yaml."""
    from doorstep.case import CaseErrors, load_case
    from doorstep.stage.map import drawn

    try:
        loaded = load_case(_case_file(case))
    except CaseErrors as errors:
        raise click.ClickException(str(errors)) from errors
    path = out or Path(f"{Path(loaded.id).name}-map.svg")
    try:
        path.write_text(drawn(loaded), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"The picture cannot be written to {path}: {error.strerror}.") from error
    click.echo(f"{loaded.title}: {len(loaded.scenes)} scenes drawn in {path}. Open it in a browser.")


@main.command()
@click.argument("exercises", nargs=-1)
def cells(exercises: tuple[str, ...]) -> None:
    """Bring the mark cells and the rubric in exercises' notebooks up to their cases (all of them, if none is named)."""
    from doorstep.case import CaseErrors, load_case
    from doorstep.cohort.derived import rewrite

    course = _course()
    try:
        for exercise in [course.exercise(name) for name in exercises] or course.exercises:
            notebook = exercise.folder / f"{exercise.name}.ipynb"
            changed = rewrite(notebook, load_case(exercise.folder / "case.yaml"))
            click.echo(
                f"{notebook.relative_to(course.root)}: {'brought up to date' if changed else 'as it should be'}."
            )
    except CaseErrors as errors:
        raise click.ClickException(str(errors)) from errors
    except (OSError, ValueError, KeyError) as error:
        raise click.ClickException(f"A notebook cannot be read or written ({error}). Restore it.") from error


@main.command()
@click.argument("exercise")
@click.option(
    "--policy",
    required=True,
    help="How the bot decides: random, promise-all, suspicious, thoughtful, … Ask for none to see them all.",
)
@click.option("--plays", type=click.IntRange(1, 100_000), default=200, show_default=True, help="How many plays.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other families and choices.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def bots(exercise: str, policy: str, plays: int, seed: int, as_json: bool) -> None:
    """Let simulated trainees play an exercise, and say how many pass."""
    from doorstep.case import CaseErrors
    from doorstep.cohort.bots import play
    from doorstep.cohort.policies import POLICIES

    if policy not in POLICIES:
        raise click.BadParameter(f"There is no “{policy}”. There is: {', '.join(POLICIES)}.", param_hint="--policy")
    try:
        case, key = _course().exercise(exercise).load()
    except CaseErrors as errors:
        raise click.ClickException(str(errors)) from errors
    with click.progressbar(range(plays), label=policy, file=sys.stderr, hidden=as_json) as numbers:
        played = [play(case, key, policy, f"{seed}:{i}") for i in numbers]
    mean = sum(p.marks.percent for p in played) / plays
    if as_json:
        rows = [
            {"marks": round(p.marks.percent, 1), "passed": p.marks.passed, "family": p.session.family_name}
            for p in played
        ]
        click.echo(json.dumps({"exercise": exercise, "policy": policy, "mean": round(mean, 1), "plays": rows}))
        return
    passed = sum(p.marks.passed for p in played)
    click.echo(f"{exercise}, {policy}: {passed} of {plays} plays pass, mean {mean:.1f}% of the automatic marks.")
    for family in case.families:
        behind = [p for p in played if p.session.family_name == family]
        if behind:
            click.echo(f"  {family}: {sum(p.marks.passed for p in behind)} of {len(behind)}")


@main.command()
@click.option("--exercise", required=True, help="Which exercise they hand in.")
@click.option("--size", type=click.IntRange(1, 10_000), default=30, show_default=True, help="How many trainees.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder, in nbgrader's layout.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another cohort.")
def cohort(exercise: str, size: int, out: Path, seed: int) -> None:
    """Write a pretend cohort's hand-ins, to try the marking with."""
    from doorstep.case import CaseErrors
    from doorstep.cohort.pretend import write_cohort

    course = _course()
    try:
        case, key = course.exercise(exercise).load()
    except CaseErrors as errors:
        raise click.ClickException(str(errors)) from errors
    released = course.root / "exercises" / exercise
    if not (released / f"{exercise}.ipynb").is_file():
        raise click.ClickException(f"{exercise} is not released yet. Run: nbgrader generate_assignment {exercise}")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise click.ClickException(f"{out} is there already and is not empty. Name a new folder with --out.")
    try:
        with click.progressbar(length=size, label="Hand-ins", file=sys.stderr) as shown:
            for _ in write_cohort(released, case, key, size, out, seed):
                shown.update(1)
    except OSError as error:
        raise click.ClickException(f"The hand-ins cannot be written to {out}: {error.strerror}.") from error
    click.echo(f"{size} hand-ins of {exercise} in {out}, in nbgrader's submitted layout.")


main.add_command(autograde)
main.add_command(generate_feedback)
main.add_command(index_gradebook)


def _case_file(case: str) -> Path:
    """The file of a case given as a path, or by the name of its exercise or lesson."""
    path = Path(case)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return path / "case.yaml" if path.is_dir() else path
    course = _course()
    folders = [*(e.folder for e in course.exercises), *course.lessons]
    named = [f for f in folders if case in (f.name, f.name.partition("-")[2])]
    if not named:
        there = ", ".join(f.name for f in folders)
        raise click.ClickException(f"There is no case “{case}”. There is: {there}. Or give the path to a case.yaml.")
    return named[0] / "case.yaml"


def _course() -> Course:
    from doorstep.case import CaseErrors
    from doorstep.cohort.course import find_course

    try:
        return find_course(Path.cwd())
    except CaseErrors as errors:
        raise click.ClickException(str(errors)) from errors


if __name__ == "__main__":
    main()
