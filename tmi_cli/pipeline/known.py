"""What is known of the pupils once everything was read: the cohort, and the doubts about its files."""

from __future__ import annotations

from typing import NamedTuple

from tmi_cli.analysis import doubts_about
from tmi_cli.cohort import Cohort, make_cohort
from tmi_cli.pipeline.options import Options
from tmi_cli.pipeline.pseudonyms import pseudonymised
from tmi_cli.pipeline.reading import Read
from tmi_cli.pipeline.refusals import refuse_doubts, refuse_nothing
from tmi_cli.records import Problem


class Known(NamedTuple):
    """What was read, its cohort, and the doubts about its files; pseudonymised where that is asked for."""

    read: Read
    cohort: Cohort
    doubts: list[Problem]


def known_of(options: Options, read: Read) -> Known:
    """The cohort of what was read, and every doubt. ExportError where there is nothing to report."""
    cohort = make_cohort(read.readings, read.policy, period=options.period)
    known = Known(read, cohort, doubts_about(cohort, read.readings))
    if read.key is not None:
        known = Known(*pseudonymised(*known, key=read.key))
    refuse_nothing(options, known.read.readings, known.cohort)
    return known


def accepted(options: Options, read: Read) -> Known:
    """What is known, where every doubt was looked into. ExportError for the others, too."""
    known = known_of(options, read)
    refuse_doubts(known.doubts, options.accept)
    return known
