"""A file that Windows calls in use is tried again; every other refusal is final at once."""

from __future__ import annotations

import pytest

from tmi_cli.runs.patience import patiently


def in_use(times: int, winerror: int | None) -> tuple[list[int], object]:
    tried: list[int] = []

    def step() -> str:
        tried.append(1)
        if len(tried) <= times:
            error = PermissionError(13, "Permission denied")
            if winerror is not None:
                error.winerror = winerror
            raise error
        return "done"

    return tried, step


@pytest.mark.parametrize("winerror", [5, 32])
def test_it_is_tried_again_until_it_is_free(winerror: int) -> None:
    tried, step = in_use(2, winerror)
    assert patiently(step, waits=(0, 0, 0)) == "done"
    assert len(tried) == 3


def test_patience_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, step = in_use(9, 32)
    with pytest.raises(PermissionError):
        patiently(step, waits=(0, 0, 0))
    assert len(tried) == 4


@pytest.mark.parametrize("winerror", [None, 3])
def test_another_refusal_is_final(winerror: int | None) -> None:
    tried, step = in_use(1, winerror)
    with pytest.raises(PermissionError):
        patiently(step, waits=(0, 0, 0))
    assert len(tried) == 1
