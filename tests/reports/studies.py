"""Reports and studies of exports, made once for all tests that look at them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tmi_cli import pipeline
from tmi_cli.analysis.study import Study
from tmi_cli.reports.report import Report

SAMPLE = Path(__file__).parent.parent.parent / "sample_data"


@cache
def sample(policy: str = "balerno") -> tuple[Report, Study]:
    """The committed sample school, studied under a policy."""
    return pipeline.study(
        pipeline.Options([SAMPLE / "exports"], session="2025-26", policy=policy, groups=[SAMPLE / "lists"])
    )
