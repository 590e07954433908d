"""Figures and questions over a cohort: what is missing, what looks odd, whether these are the right files."""

from tmi_cli.analysis.completeness import Completeness, completeness_of
from tmi_cli.analysis.guard import DOUBTS, doubts_about
from tmi_cli.analysis.questions import ABOUT_A_CLASS, questions_about

__all__ = ["ABOUT_A_CLASS", "DOUBTS", "Completeness", "completeness_of", "doubts_about", "questions_about"]
