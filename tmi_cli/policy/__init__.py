"""What a policy is: scales, rules, ladders, groups; and the subjects and faculties of a school."""

from tmi_cli.policy.attainment import Measure, scqf_level
from tmi_cli.policy.ladder import Ladder, Step
from tmi_cli.policy.load import DEFAULT_POLICY, load_policy, policy_names
from tmi_cli.policy.menu import Menu
from tmi_cli.policy.model import Group, Policy
from tmi_cli.policy.rules import (
    AttendanceBelow,
    BelowTarget,
    GradeFell,
    GradeOfConcern,
    LevelFell,
    LevelStuck,
    Praise,
    PredictedBelowTarget,
    RatingOfConcern,
    Rule,
)
from tmi_cli.policy.scale import Scale
from tmi_cli.policy.school import School, find_school_file, load_school, out_as_told
from tmi_cli.policy.subjects import SubjectMap

__all__ = [
    "DEFAULT_POLICY",
    "AttendanceBelow",
    "BelowTarget",
    "GradeFell",
    "GradeOfConcern",
    "Group",
    "Ladder",
    "LevelFell",
    "LevelStuck",
    "Measure",
    "Menu",
    "Policy",
    "Praise",
    "PredictedBelowTarget",
    "RatingOfConcern",
    "Rule",
    "Scale",
    "School",
    "Step",
    "SubjectMap",
    "find_school_file",
    "load_policy",
    "load_school",
    "out_as_told",
    "policy_names",
    "scqf_level",
]
