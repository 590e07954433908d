"""What a validated fact is: frozen models, ignorant of the files they were read from."""

from tmi_cli.records.entry import Course, Entry, Phase, Spot
from tmi_cli.records.intervention import Intervention
from tmi_cli.records.kept import KeptCells
from tmi_cli.records.model import Record
from tmi_cli.records.period import Period, period_in_text
from tmi_cli.records.problem import Problem
from tmi_cli.records.problem_kinds import KINDS, ProblemKind, Severity
from tmi_cli.records.pupil import Pupil, PupilAsTold, fold_name, sort_name
from tmi_cli.records.scn import ScnReading, check_digit_fits, read_scn

__all__ = [
    "KINDS",
    "Course",
    "Entry",
    "Intervention",
    "KeptCells",
    "Period",
    "Phase",
    "Problem",
    "ProblemKind",
    "Pupil",
    "PupilAsTold",
    "Record",
    "ScnReading",
    "Severity",
    "Spot",
    "check_digit_fits",
    "fold_name",
    "period_in_text",
    "read_scn",
    "sort_name",
]
