"""One big and one small school, the small one written in (nearly) every layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from tmi_cli.sample import LAYOUTS, SampleSchool, make_school, write_sample


@pytest.fixture(scope="session")
def school() -> SampleSchool:
    return make_school()


@pytest.fixture(scope="session")
def small() -> SampleSchool:
    return make_school(seed=7, pupils=120)


@pytest.fixture(scope="session")
def written(small: SampleSchool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    # A workbook per class and period is too many for every test run.
    layouts = [name for name in LAYOUTS if name != "per-class"]
    write_sample(folder, school=small, layouts=layouts)
    return folder
