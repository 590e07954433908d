"""Teachers' comments: short, about one concern or one strength, without names."""

from __future__ import annotations

from random import Random

EFFORT = (
    "Gives up quickly when a task gets harder.",
    "Starts tasks late and often leaves them unfinished.",
    "Has the ability but is coasting this term.",
    "Relies on others at the table to do the thinking.",
    "Rarely volunteers an answer and needs prompting to begin.",
    "Long spells off task in double periods.",
)
BEHAVIOUR = (
    "Moved seat twice for talking over instructions.",
    "Distracts others during group work.",
    "Phone out in class on several occasions.",
    "Late back from break most weeks.",
    "Finds it hard to accept correction calmly.",
    "Conversation had about respectful language.",
)
HOMEWORK = (
    "Three of the last four homework tasks not submitted.",
    "Homework handed in late and rushed.",
    "Online quizzes not attempted since the holidays.",
    "Would benefit from the lunchtime homework club.",
    "Reading log has been empty for a month.",
)
GRADE = (
    "Assessment mark well below what classwork suggests.",
    "Unit test to be resat before the prelim.",
    "Folio draft overdue; the deadline is at risk.",
    "Needs to secure the basic techniques before the next topic.",
    "Supported study on Tuesdays strongly advised.",
    "Presentation level to be reviewed after the prelim.",
)
SLIPPING = (
    "A marked change since the last report.",
    "Not working at the standard seen in autumn.",
    "Seems tired and has lost focus recently.",
)
PRAISE = (
    "A conscientious and cheerful member of the class.",
    "Super project work this term.",
    "Has taken feedback on board and it shows.",
    "Confident contributor to discussion.",
    "Growing in independence.",
    "Excellent practical skills.",
    "Helps others without being asked.",
)


def write_comment(
    random: Random,
    *,
    ratings: tuple[int | None, int | None, int | None],
    grade_of_concern: bool,
    slipping: bool,
) -> str:
    """One or two sentences, sometimes on two lines; empty where the teacher wrote none."""
    concerns = [
        pool
        for pool, rating in zip((EFFORT, BEHAVIOUR, HOMEWORK), ratings, strict=True)
        if rating is not None and rating >= 3
    ]
    if grade_of_concern:
        concerns.append(GRADE)
    if not concerns:
        return random.choice(PRAISE) if random.random() < 0.07 else ""
    if random.random() < 0.18:
        return ""
    sentences = [random.choice(random.choice(concerns))]
    if slipping and random.random() < 0.5:
        sentences.insert(0, random.choice(SLIPPING))
    elif len(concerns) > 1 and random.random() < 0.3:
        others = [pool for pool in concerns if sentences[0] not in pool]
        sentences.append(random.choice(random.choice(others)))
    return ("\n" if random.random() < 0.1 else " ").join(sentences)
