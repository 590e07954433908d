"""Pupils over periods: who is who, what became one course, and its history."""

from tmi_cli.cohort.build import make_cohort
from tmi_cli.cohort.cohort import Cohort, Earlier, Target

__all__ = ["Cohort", "Earlier", "Target", "make_cohort"]
