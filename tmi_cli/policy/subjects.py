"""Subjects and faculties: which spelling is which subject, and which faculty claims it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from tmi_cli.errors import PolicyError
from tmi_cli.policy.load import rules_folder
from tmi_cli.policy.toml_file import read_toml, validate
from tmi_cli.records import Record


@cache
def fold_subject(text: str) -> str:
    """Fold a subject's name for comparing: accents, capitals, spaces, ``&`` and punctuation do not matter."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.split())


class ShippedSubject(Record):
    """A subject of the shipped map: its canonical name and the other names it goes by."""

    name: str
    aliases: tuple[str, ...] = ()


class ShippedMap(Record):
    """The shipped map of Scottish secondary subjects: faculty -> subjects."""

    faculties: dict[str, tuple[ShippedSubject, ...]]


class SubjectMap:
    """What subjects are called and who claims them: the shipped map under the school's own.

    ``own`` is the school's map (faculty -> subject names); where it is given it alone says which faculty
    claims a subject, and the shipped map only says which names mean the same subject. PolicyError where two of
    the school's faculties claim one.
    """

    def __init__(self, own: Mapping[str, tuple[str, ...]] | None = None) -> None:
        path = rules_folder() / "subjects.toml"
        shipped = validate(ShippedMap, read_toml(path), paths=[path])
        self._names: dict[str, str] = {}
        self._own_names: dict[str, str] = {}
        self._faculties: dict[str, str] = {}
        for faculty, subjects in shipped.faculties.items():
            for subject in subjects:
                for name in (subject.name, *subject.aliases):
                    self._names[fold_subject(name)] = subject.name
                self._faculties[subject.name] = faculty
        if own:
            self._faculties = {}
            for faculty, names in own.items():
                for name in names:
                    claimed = self.subject(name)
                    other = self._faculties.setdefault(claimed, faculty)
                    if other != faculty:
                        raise PolicyError(
                            f"{claimed} is claimed by two faculties, {other} and {faculty}.",
                            where=f"tmi.toml › faculties › {faculty}",
                            hint="Leave it in one of the two; other names of the same subject count as well.",
                        )
        self._own_names = {fold_subject(name): name for name in self._faculties}

    def knows(self, text: str) -> bool:
        """Whether a text is the name of a subject, shipped or the school's own."""
        return fold_subject(text) in self._names or fold_subject(text) in self._own_names

    @property
    def faculties(self) -> tuple[str, ...]:
        """The faculties that claim a subject, by name."""
        return tuple(sorted(set(self._faculties.values())))

    def subject(self, text: str) -> str:
        """The canonical name of a subject.

        An unknown one keeps its name with the spaces tidied; one written in capitals or small letters
        throughout gets capitals at its words, so that three spellings stay one subject.
        """
        folded = fold_subject(text)
        known = self._names.get(folded) or self._own_names.get(folded)
        if known:
            return known
        tidy = " ".join(text.split())
        return tidy.title() if tidy.isupper() or tidy.islower() else tidy

    def faculty(self, subject: str) -> str | None:
        """The faculty that claims a subject (by its canonical name), or None."""
        return self._faculties.get(subject) or self._faculties.get(self._own_names.get(fold_subject(subject), ""))
