"""Whom to praise: a list that stands beside the flags, whichever rules are switched on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from tmi_cli.cohort import Cohort
from tmi_cli.flags.case import Case
from tmi_cli.flags.find import Findings
from tmi_cli.flags.praise import Reason, reasons_for, sentence
from tmi_cli.policy import Policy, Praise
from tmi_cli.records import Entry, Pupil

_ANY = Praise(
    name="praise",
    kind="praise",
    title="Something went well",
    why="Good work is told as well.",
    source="Irvine Royal",
    says="{praise}",
)


class Praised(NamedTuple):
    """A course of the reported period in which something is to be praised."""

    pupil: Pupil
    entry: Entry
    reasons: tuple[Reason, ...]

    @property
    def says(self) -> str:
        """The reasons in a sentence."""
        return sentence(self.reasons)


def praise_of(cohort: Cohort, policy: Policy, findings: Findings) -> tuple[Praised, ...]:
    """Every course of the reported period with something to praise: most reasons first, then by name.

    Resolved flags and those that got better (of ``findings``), and what the policy's rules of praise ask for:
    those switched on, else all it declares, else the three things that the kind knows.
    """
    declared = [rule for rule in policy.rules.values() if isinstance(rule, Praise)]
    rules = policy.praise_on or declared or [_ANY]
    past = _since_last(cohort, policy, findings)
    praised = []
    for pupil, entry in cohort.reported_entries():
        history = cohort.history[pupil.key][entry.course.subject]
        case = Case(entry, history, cohort.targets.get(id(entry)), policy)
        reasons = [*past.get(id(entry), ()), *(reason for rule in rules for reason in reasons_for(rule, case))]
        if reasons:
            praised.append(Praised(pupil, entry, tuple(dict.fromkeys(reasons))))
    # Pupils came in the order of their names, and sorting keeps it.
    return tuple(sorted(praised, key=lambda item: -len(item.reasons)))


def by_pupil(praised: Iterable[Praised]) -> list[tuple[Pupil, tuple[Praised, ...]]]:
    """Each pupil with the courses to praise, these by subject: most reasons first, then by name."""
    courses: dict[str, list[Praised]] = defaultdict(list)
    for item in praised:
        courses[item.pupil.key].append(item)
    found = [
        (
            items[0].pupil,
            tuple(sorted(items, key=lambda i: (i.entry.course.subject, i.entry.course.class_code or ""))),
        )
        for items in courses.values()
    ]
    return sorted(found, key=lambda pair: (-sum(len(item.reasons) for item in pair[1]), pair[0].order))


def _by_course(item: Praised) -> tuple[str, str]:
    return (item.entry.course.subject, item.entry.course.class_code or "")


def _since_last(cohort: Cohort, policy: Policy, findings: Findings) -> dict[int, list[Reason]]:
    """What became of earlier flags, as reasons, by the ``id`` of the entry of the reported period."""
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for item in findings.resolved:
        period = cohort.reported_period(item.pupil) or 0
        here = cohort.history[item.pupil.key][item.subject].get(period, ())
        title = policy.rules[item.rule].title
        told = Reason("resolved", f"no longer: {title[:1].lower()}{title[1:]}")
        # The class may have changed since, and the level: then the flag is told of the course there is now.
        alike = sorted(
            here,
            key=lambda e: (e.course.class_code != item.class_code, e.course.level != item.level),
        )
        for entry in alike[:1]:
            reasons[id(entry)].append(told)
    for flag in findings.flags:
        if flag.state == "better" and flag.subject is not None:
            for entry in cohort.history[flag.pupil.key][flag.subject].get(flag.period, ()):
                if (entry.course.level, entry.course.class_code) == (flag.level, flag.class_code):
                    told = Reason("better", f"better, though still flagged: {flag.reason}")
                    reasons[id(entry)].append(told)
    return reasons
