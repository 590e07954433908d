"""Every kind of problem: how grave it is, its sentence, what to do, and how ``tmi explain`` tells of it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]


class ProblemKind(NamedTuple):
    """What all problems of one code share.

    ``sentence`` and ``hint`` are filled with the facts of one case; ``meaning`` and ``example`` are for
    ``tmi explain`` and docs/problems.md. ``question`` marks what only ``tmi check`` asks.
    """

    severity: Severity
    title: str
    sentence: str
    hint: str
    meaning: str
    example: str
    question: bool = False


KINDS: dict[str, ProblemKind] = {
    "pupil-missing": ProblemKind(
        "error",
        "A row names no pupil",
        "This row has no pupil: neither a Scottish Candidate Number nor a surname.",
        "Fill in the pupil in SEEMiS and export again, or delete the row.",
        "A row with ratings or grades names nobody. It is rejected, because nobody can tell whose it is.",
        "A row with French, effort 3, and empty SCN, Forename and Surname.",
    ),
    "subject-missing": ProblemKind(
        "error",
        "A row names no subject",
        "This row has no subject, so nobody can tell which course it is about.",
        "Fill in the subject and export again.",
        "A row names a pupil and holds values, but no subject. It is rejected.",
        "Ailsa Sample, effort 3, and an empty Subject cell.",
    ),
    "subject-without-faculty": ProblemKind(
        "warning",
        "No faculty claims a subject",
        "No faculty claims the subject {subject}; it counts towards no faculty.",
        "Add it to a faculty under [faculties] in tmi.toml, or give the export a Faculty column.",
        "Escalation counts faculties. A subject that no faculty claims is judged and flagged, but adds no "
        "faculty; a pupil flagged only there stays on the lowest step. Told once a subject.",
        "Wayfinding is in no faculty of the shipped map.",
    ),
    "scn-missing": ProblemKind(
        "warning",
        "A pupil has no Scottish Candidate Number",
        "This pupil has no Scottish Candidate Number; matched by name and class instead.",
        "Include the Scottish Candidate Number column in the export, or give a pupil list.",
        "Without the number a pupil is known by surname, first name and registration class, which is safe only "
        "while no two pupils share them. Told once a pupil.",
        "Kerr Quillan, 4B1, with an empty SCN cell in every row.",
    ),
    "scn-check-digit": ProblemKind(
        "warning",
        "The check digit of a candidate number does not fit",
        "The check digit of this Scottish Candidate Number does not fit.",
        "Compare the number with the pupil's record in SEEMiS.",
        "The last of the nine digits is worked out from the other eight. Where it does not fit, a digit was most "
        "likely mistyped. The number is used all the same. Told once a pupil.",
        "123456784: the ninth digit should be 5.",
    ),
    "scn-damaged": ProblemKind(
        "error",
        "A candidate number was damaged",
        "This Scottish Candidate Number was damaged and matches nobody; the row was matched by name.",
        "Format the column as text before saving, or export again without opening it in Excel.",
        "Excel turned the number into something else. Eight digits that fit with a leading zero are repaired "
        "(a warning); anything else is not used, and the pupil is looked for by name and class.",
        "1.23E+08, or 93797744 for 093797744.",
    ),
    "pupil-ambiguous": ProblemKind(
        "error",
        "A row fits more than one pupil",
        "More than one pupil fits this name, so the row was given to nobody.",
        "Add the Scottish Candidate Number to the row.",
        "A row without a number fits two pupils or more. It is never guessed which; the row is rejected.",
        "An attendance list with two Niamh Rahmanis in 3A1.",
    ),
    "pupil-unknown": ProblemKind(
        "warning",
        "A list names a pupil whom no export knows",
        "No tracking export knows this pupil, so the row was not used.",
        "Check the spelling and the class, or whether the pupil has left.",
        "A list beside the exports names somebody who is in none of them. The row is rejected.",
        "Nessa Elsewhere in the attendance list, and in no export.",
    ),
    "pupil-two-names": ProblemKind(
        "warning",
        "One candidate number, two names",
        "One Scottish Candidate Number stands beside two different names.",
        "Check in SEEMiS whose number it is.",
        "The number decides who a pupil is; here it belongs to two names that share neither forename nor "
        "surname. Told once a pupil.",
        "123456785 beside Ailsa Sample in one file and Calum Testwood in another.",
    ),
    "stage-unknown": ProblemKind(
        "warning",
        "Nothing tells a pupil's stage",
        "Nothing tells this pupil's stage (S1-S6).",
        "Give the pupil's stage as S1 to S6 in the Stage column.",
        "The stage decides which period is reported and who acts. It is taken from its column, else from the "
        "sheet or file, else from the registration class.",
        "Stage 'Senior' and no registration class.",
    ),
    "rating-not-on-scale": ProblemKind(
        "error",
        "A rating that the scale lacks",
        "{value} is not on the scale for {field}: {codes}.",
        "Correct the rating in SEEMiS and export again; until then it cannot be judged.",
        "The policy's scale of ratings has no such code. The value is not used, the rest of the row is.",
        "Effort 5, or 0, or 'abs', where the scale is 1 to 4.",
    ),
    "grade-not-on-scale": ProblemKind(
        "error",
        "A grade or level that the scale of its course lacks",
        "{value} is not on the scale for {course}: {codes}.",
        "Correct the {field} in SEEMiS and export again; until then it cannot be judged.",
        "What a grade means depends on the course. The scale of this kind of course has no such code.",
        "Working grade 8 on a Higher under Irvine Royal, or Q anywhere.",
    ),
    "target-not-allowed": ProblemKind(
        "error",
        "A target that is a concern, or on no scale",
        "{value} is not a target that {course} may have: {codes}.",
        "Set a target that is a success on this scale; until then the target is not used.",
        "A target may be any code that is no concern on the scale of its course.",
        "Target 7 (D) on a National 5.",
    ),
    "target-lowered": ProblemKind(
        "warning",
        "A target went down",
        "The target was lowered from {before} (period {before_period}) to {value}; a target may only rise.",
        "Put the earlier target back, or tell the curriculum leader why. {before} stays in force.",
        "A target may rise during the session and never fall. The lower one is not used.",
        "Target 3 in period 1, target 4 in period 2.",
    ),
    "level-unknown": ProblemKind(
        "error",
        "Nothing tells the level of a senior course",
        "No place tells the level of this senior course, so its grades cannot be judged.",
        "Put the level (N5, Higher ...) in the Level column or the course name.",
        "A working grade means nothing without the level. Ratings are judged all the same.",
        "An S5 row for Physics with an empty Level, and no level in the class, sheet or file name.",
    ),
    "level-changed": ProblemKind(
        "info",
        "A pupil moved to another level",
        "The pupil moved from {before} (period {before_period}) to {after}; grades are not compared.",
        "Nothing to do if the move was meant.",
        "Grades on two levels are never compared: a 5 on a Higher is no fall from a 3 on a National 5.",
        "Higher Chemistry in period 1, National 5 Chemistry in period 2.",
    ),
    "duplicate-entry": ProblemKind(
        "warning",
        "The same entry twice",
        "This row says the same as row {other_row} for the same pupil, class and period.",
        "Delete one of the two rows.",
        "One teacher entered the same course of the same pupil twice. It counts once.",
        "Two equal rows for Ailsa Sample, 4MA2, period 2.",
    ),
    "conflicting-entries": ProblemKind(
        "error",
        "Two rows of one entry disagree",
        "This row disagrees with row {other_row} on the {field} of the same pupil, class and period.",
        "Find out which of the two is right; until then the {field} cannot be judged.",
        "Two rows of one course say different things. Neither is believed; where they agree they count.",
        "Working grade 3 in one row and 5 in the other, same pupil, class and period.",
    ),
    "period-unknown": ProblemKind(
        "error",
        "Nothing tells the tracking period",
        "Nothing here tells the tracking period: no column, sheet name or file name.",
        "Add a Tracking Point column, name the file like 'Tracking TP2.xlsx', or pass --period.",
        "Without its period a value cannot be compared with anything. The row or sheet is not used.",
        "A file called Export.xlsx with a sheet called Data and no Tracking Point column.",
    ),
    "period-conflict": ProblemKind(
        "warning",
        "Two places name different periods",
        "The {weaker} says period {weaker_period}, the {stronger} says period {period}; "
        "the {stronger} was believed.",
        "Rename the file or the sheet, or check that it is the right export.",
        "A column beats the sheet name, which beats the file name.",
        "A file called 'Tracking TP2 again.xlsx' whose Tracking Point column says TP3.",
    ),
    "polarity-doubtful": ProblemKind(
        "warning",
        "Ratings that may be the wrong way round",
        "{share} ratings of period {period} in this sheet are a concern; are they the wrong way round?",
        "Check whether 1 is the best rating in this export; the policy says it is.",
        "Some schools rate 4 as best. A sheet in which most ratings are a concern is more likely to be the "
        "wrong way round than to be full of concerns.",
        "310 of 480 ratings are 3 or 4.",
    ),
    "formula-without-value": ProblemKind(
        "error",
        "A formula that was never calculated",
        "This cell holds a formula that was never calculated.",
        "Open the workbook in Excel, save it, and run again.",
        "A program wrote a formula into the cell and nobody has calculated it. It is no blank.",
        "=VLOOKUP(...) written by a script, never opened in Excel.",
    ),
    "error-cell": ProblemKind(
        "error",
        "A cell with a spreadsheet error",
        "This cell holds the spreadsheet error {value}.",
        "Mend the formula or type the value, save the workbook, and run again.",
        "A formula in the workbook went wrong. It is no blank.",
        "#N/A from a lookup that found nobody.",
    ),
    "values-missing": ProblemKind(
        "error",
        "A tracking sheet without ratings or grades",
        "No column here was taken for a rating or a grade, and {unknown} headers are not known.",
        "Run tmi inspect, and say under [headers] in tmi.toml what the unknown headers mean.",
        "The sheet names pupils and subjects, and nothing that a rule could judge: its headers are new.",
        "Columns called 'Prog 1' and 'Grit (1st)'.",
    ),
    "header-twice": ProblemKind(
        "error",
        "Two columns that mean the same",
        "{value} means {field}, which a column to the left holds already; this column was not read.",
        "Rename one of the two, or say under [headers] in tmi.toml that this one is to be ignored.",
        "Nobody can tell which of two columns with one meaning is right. The first is read, and the second told.",
        "Effort and Eff side by side.",
    ),
    "row-shifted": ProblemKind(
        "error",
        "A row has more or fewer fields than the header",
        "This row has {fields} fields and the header {header}: its values may stand under the wrong headers.",
        "Look for a separator inside a text without quotation marks, mend it, or export as a workbook.",
        "In delimited text a stray separator moves all values behind it. The row is rejected: nothing is guessed.",
        "A comment 'late, again' without quotation marks in a comma-separated file.",
    ),
    "file-unread": ProblemKind(
        "error",
        "A file could not be read",
        "{sentence}",
        "{todo}",
        "One file of several could not be read. The others were; with --strict the run stops instead.",
        "A workbook that was still being copied.",
    ),
    "same-period-twice": ProblemKind(
        "error",
        "The same period twice, with different contents",
        "This holds {shared} entries of period {period} that {other} holds too, and {differ} of them differ.",
        "Remove the older of the two, or pass --accept same-period-twice to go on with both.",
        "Two exports of one period most likely mean that an old one was left in the folder.",
        "'Tracking TP2.xlsx' and 'Tracking TP2 final.xlsx' in one folder.",
    ),
    "period-repeated": ProblemKind(
        "error",
        "A period that says what the one before said",
        "{same} of {count} entries of period {period} are just those of period {before}.",
        "Check that the export of period {period} is not that of period {before} under another name; "
        "pass --accept period-repeated to go on.",
        "Hardly any class is the same in every value two periods running. Most likely it is the same export.",
        "The export of period 1 saved again as 'Tracking TP2.xlsx'.",
    ),
    "roll-halved": ProblemKind(
        "error",
        "Half the roll is gone",
        "{stage} has {count} pupils in period {period} and had {before} in the period before.",
        "Check that the whole stage was exported; pass --accept roll-halved to go on.",
        "A part of the export is most likely missing. Pupils who are not in it would be told as not seen.",
        "Only the first of two sheets was saved.",
    ),
    "another-session": ProblemKind(
        "error",
        "Pupils who were in another stage before",
        "{moved} of {count} pupils of {stage} in period {period} were in another stage in the period before.",
        "Give the exports of one session at a time; pass --accept another-session to go on.",
        "Pupils change stage between sessions, not within one.",
        "Period 3 of last session beside period 1 of this one.",
    ),
    "another-school": ProblemKind(
        "error",
        "Hardly a pupil in common with the period before",
        "{common} of {count} pupils of {stage} in period {period} were there in the period before.",
        "Check that the export is this school's; pass --accept another-school to go on.",
        "Two exports of one stage that share no pupils are most likely not of one school.",
        "The neighbouring school's export in the same folder.",
    ),
    "concern-without-comment": ProblemKind(
        "info",
        "A concern without a comment",
        "{field} is {value} and no comment says why; should there be one?",
        "Ask the teacher for a sentence.",
        "A concern is acted on sooner where a comment says what it is about.",
        "Effort 4 and an empty Comment cell.",
        question=True,
    ),
    "class-all-the-same": ProblemKind(
        "info",
        "A whole class with the same ratings",
        "All {count} pupils of {class_code} ({subject}) have the same ratings; was each of them meant?",
        "Ask the teacher whether the class was filled in one by one.",
        "A class in which every pupil has the same effort, behaviour and homework may have been filled down.",
        "1, 1, 1 for all 27 pupils of 4MA2.",
        question=True,
    ),
    "copied-forward": ProblemKind(
        "info",
        "A class that is just as it was",
        "All {count} pupils of {class_code} ({subject}) are as in the period before; were they entered anew?",
        "Ask the teacher whether the period was filled in.",
        "Values may have been carried over from the last period.",
        "Every grade and rating of 4MA2 in period 2 equals that of period 1.",
        question=True,
    ),
    "unlike-elsewhere": ProblemKind(
        "info",
        "Ratings far from the same pupils' other ones",
        "The mean {field} in {class_code} ({subject}) is {here}, elsewhere {there} for the same pupils; why?",
        "Talk about it at moderation: the class may be hard going, or the scale read another way.",
        "A class's mean differs by a whole place of the scale from what its pupils have in other subjects.",
        "Mean effort 3.1 in French, 1.6 for the same pupils elsewhere.",
        question=True,
    ),
}
"""Every kind of problem, by code."""
