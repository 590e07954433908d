"""What was last written of a course, for the reports that show it beside the flags."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from tmi_cli.rag.form import MARKS_OF_RAG
from tmi_cli.rag.store import RagEntry


class LastWords:
    """Looks up entries by pupil; with ``faculty`` only those that the faculty itself wrote."""

    def __init__(self, entries: Iterable[RagEntry], *, faculty: str | None = None) -> None:
        self._by_pupil: dict[str, list[RagEntry]] = defaultdict(list)
        for entry in entries:
            if faculty is None or (entry.by, entry.unit) == ("faculty", faculty):
                self._by_pupil[entry.pupil].append(entry)

    def __bool__(self) -> bool:
        return bool(self._by_pupil)

    def of(self, pupil: str, course: tuple[str, str, str], *, period: int) -> tuple[RagEntry, ...]:
        """The entries of the newest period up to ``period`` in which something was written of the subject.

        ``course`` is subject, level and class; where there are entries of that level and class, only these.
        """
        about = [e for e in self._by_pupil.get(pupil, ()) if e.subject == course[0] and e.period <= period]
        newest = max((e.period for e in about), default=0)
        then = [e for e in about if e.period == newest]
        same = [e for e in then if (e.level, e.class_code) == course[1:]]
        return tuple(same or then)

    def cells(self, pupil: str, course: tuple[str, str, str], *, period: int) -> tuple[str, str]:
        """RAG with its symbol and period, and comment with note, as two cells of a list; empty where none is."""
        entries = self.of(pupil, course, period=period)
        rag = [f"{MARKS_OF_RAG[e.rag]} (period {e.period})" for e in entries if e.rag]
        comment = [": ".join(filter(None, (e.comment, e.note))) for e in entries]
        return "; ".join(dict.fromkeys(rag)), "; ".join(dict.fromkeys(filter(None, comment)))


def newest_marks(entries: Iterable[RagEntry], *, period: int) -> tuple[int, Counter[str]] | None:
    """The newest period up to ``period`` in which anything was marked, and how many entries have each RAG."""
    marked = [(entry.period, entry.rag) for entry in entries if entry.rag and entry.period <= period]
    if not marked:
        return None
    newest, _ = max(marked)
    return newest, Counter(rag for then, rag in marked if then == newest)


def course_of(subject: str | None, level: str | None, class_code: str | None) -> tuple[str, str, str]:
    """A course as entries name it: empty text where there is none."""
    return subject or "", level or "", class_code or ""
