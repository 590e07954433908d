"""The words and codes in which schools write what stands in their exports."""

from __future__ import annotations

WITH_PERIOD = ("{word}{n}", "{word} {n}", "TP{n} {word}", "Tracking Point {n} {word}", "{word} TP{n}")

WORDS: dict[str, tuple[str, ...]] = {
    "scn": ("SCN", "Candidate Number", "Candidate No", "Cand No", "Scottish Candidate Number", "SQA Number",
            "QS Number", "Candidate ID"),
    "forename": ("Forename", "First Name", "Known As"),
    "surname": ("Surname", "Last Name"),
    "stage": ("Stage", "Year", "Year Group", "School Stage"),
    "reg": ("Reg", "Reg Class", "Registration", "Registration Class", "Tutor"),
    "subject": ("Subject", "Course", "Class Course", "Qualification"),
    "class": ("Class", "Class Code", "Class Group", "Set", "Teaching Set"),
    "teacher": ("Teacher", "Teacher Name"),
    "period": ("Tracking Point", "Tracking Period", "TP", "Report", "Period"),
    "level": ("Level", "Course Level"),
    "progress": ("Progress Code", "Progress", "Code"),
    "target": ("Target", "TG", "Tgt Grade", "Target Grade"),
    "new_target": ("New Target", "NTG"),
    "grade": ("Working Grade", "WG", "Working", "Current Grade"),
    "effort": ("Effort", "Eff"),
    "behaviour": ("Behaviour", "Beh"),
    "homework": ("Homework", "Home Learning", "HW", "Hwk"),
    "comment": ("Comment", "Next Steps", "Teacher Comment", "Notes", "Remarks"),
}  # fmt: skip
"""The words met over each field."""

LETTERS = {"effort": "E", "behaviour": "B", "homework": "H"}
"""Ratings under or behind a subject or period."""

LEVELS = {
    "N4": ("N4", "National 4", "Nat 4", "74"),
    "N5": ("N5", "NAT5", "National 5", "Nat 5", "75"),
    "H": ("H", "HIGH", "Higher", "76"),
    "AH": ("AH", "ADVH", "Adv. H", "Advanced Higher", "77"),
    "SCQF5": ("NPA Level 5", "Skills for Work 5", "Level 5 Award"),
}
CFE = {"1": "First", "2": "Second", "3": "Third", "4": "Fourth"}
BANDS = {"1": "A1", "2": "A2", "3": "B3", "4": "B4", "5": "C5", "6": "C6", "7": "D"}
SUBJECTS = {
    "Mathematics": ("Maths", "Mathematics", "MATHS", "maths"),
    "Art and Design": ("Art and Design", "Art & Design", "ART & DESIGN"),
    "Beekeeping": ("Beekeeping", "BEEKEEPING", "beekeeping"),
}
BLANKS = ("", "", "", "-", "--", "N/A", "TBC", "x", " ")
