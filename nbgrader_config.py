"""nbgrader's settings for this course. Run nbgrader where this file stands; docs/marking.md says how.

solutions/ is what tutors write, exercises/ is made from it, and whatever comes from trainees lies in grading/,
which Git ignores.
"""

import os
import sysconfig
from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader puts it here

ROOT = Path(__file__).resolve().parent

# The gradebook's folder must be there: without it nbgrader says only that its database cannot be accessed.
for step in ("submitted", "autograded", "feedback"):
    (ROOT / "grading" / step).mkdir(parents=True, exist_ok=True)

# nbgrader starts alembic by name when it makes the gradebook; it stands beside nbgrader, which need not be on the path.
SCRIPTS = sysconfig.get_path("scripts")
if SCRIPTS not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = SCRIPTS + os.pathsep + os.environ.get("PATH", "")

c.CourseDirectory.course_id = "doorstep"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.db_url = f"sqlite:///{ROOT / 'grading' / 'gradebook.db'}"
# nbgrader's own list comes first, since setting it replaces it. What stands here is dropped from hand-ins too.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    ".*.trail.lock",
    "*.trail.torn",
    "hand-in",
    ".doorstep",
]

# Keys lie beside each exercise's folder, where no nbgrader command copies them. A course that keeps
# its keys elsewhere names that folder in DOORSTEP_KEYS.
os.environ.setdefault("DOORSTEP_KEYS", str(ROOT / "solutions"))

# What nbgrader does to a hand-in, in order. A test fails when nbgrader's own lists change.
c.Autograde.sanitize_preprocessors = [
    "doorstep.marking.steps.DropCopies",  # first: a copied cell ends the run of a whole class
    "doorstep.marking.steps.PutBack",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "doorstep.marking.steps.RunOnlyLocked",  # after it is known again which cells are locked
    "doorstep.marking.steps.BringAnswers",  # last: OverwriteCells would take the answers out again
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.Execute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "doorstep.marking.grades.PutBeforeTutor",  # takes back what SaveAutoGrades made of an error
    "doorstep.marking.grades.FlagAgain",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# A hand-in may hold a numpy.py or an ipykernel_launcher.py: nothing is imported from its folder.
os.environ["PYTHONSAFEPATH"] = "1"
c.Execute.extra_arguments = ["--InteractiveShellApp.ignore_cwd=True"]

# `doorstep autograde` runs only locked cells, and reads case and key once for the whole class.
c.DoorstepAutograde.locked_only = True
c.DoorstepAutograde.readable = [str(ROOT / "solutions")]  # the keys, for the exercise's own cells; no others run
c.DoorstepAutograde.warm_up = "doorstep.marking.cells.warm"
c.DoorstepAutograde.travels = ["solutions/{assignment_id}.key.yaml"]  # to other machines, with --cluster

# Zips lie in grading/downloaded/<exercise>/archive/.
c.ZipCollectApp.downloaded_directory = "grading/downloaded"
c.ZipCollectApp.extractor_plugin = "doorstep.marking.collect.Unpack"
c.FileNameCollectorPlugin.named_regexp = r".*[/\\](?P<student_id>[^/\\]+)[/\\][^/\\]+[/\\](?P<file_id>[^/\\]+)$"
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".jsonl", ".txt"]

# The exchange is a folder that everybody on a hub can reach; nbgrader's own default unless it is named here
# or on the command line (--Exchange.root=...).
if "DOORSTEP_EXCHANGE" in os.environ:
    c.Exchange.root = os.environ["DOORSTEP_EXCHANGE"]
c.ExchangeFactory.collect = "doorstep.marking.collect.CollectFiles"
