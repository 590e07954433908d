"""The school's subjects: which faculty owns them and how their classes are called."""

from __future__ import annotations

FACULTIES: dict[str, tuple[str, ...]] = {
    "English": ("English", "Media", "ESOL", "Literacy"),
    "Mathematics": ("Mathematics", "Applications of Mathematics", "Numeracy", "Statistics"),
    "Science": (
        "Science",
        "Biology",
        "Human Biology",
        "Chemistry",
        "Physics",
        "Environmental Science",
        "Laboratory Science",
    ),
    "Social Subjects": (
        "History",
        "Geography",
        "Modern Studies",
        "Social Subjects",
        "RMPS",
        "Philosophy",
        "Psychology",
        "Sociology",
        "Politics",
        "Travel and Tourism",
    ),
    "Modern Languages": (
        "French",
        "German",
        "Spanish",
        "Italian",
        "Gaelic",
        "Mandarin",
        "Latin",
    ),
    "Technologies": (
        "Graphic Communication",
        "Design and Manufacture",
        "Engineering Science",
        "Practical Woodworking",
        "Practical Metalworking",
        "Technologies",
    ),
    "Business and Computing": (
        "Business Management",
        "Accounting",
        "Administration and IT",
        "Economics",
        "Computing Science",
    ),
    "Expressive Arts": (
        "Art and Design",
        "Music",
        "Music Technology",
        "Drama",
        "Dance",
        "Photography",
    ),
    "Health and Wellbeing": (
        "Physical Education",
        "Health and Food Technology",
        "Practical Cake Craft",
        "Childcare",
    ),
}

FACULTY_OF: dict[str, str] = {subject: faculty for faculty, subjects in FACULTIES.items() for subject in subjects}

PSE = "PSE"
CORE_PE = "Core PE"
NO_COURSE = frozenset({PSE, CORE_PE})

BGE = "BGE"
NPA = "NPA Level 5"
GRADED_LEVELS = frozenset({"N5", "H", "AH"})
# The order in which a year's classes are numbered: the highest level has set 1.
LEVEL_ORDER = ("AH", "H", "N5", NPA, "N4", "N3", BGE, "")

CLASS_LETTERS: dict[str, str] = {
    "English": "EN",
    "Mathematics": "MA",
    "Applications of Mathematics": "AM",
    "Science": "SC",
    "Biology": "BI",
    "Human Biology": "HB",
    "Chemistry": "CH",
    "Physics": "PH",
    "History": "HI",
    "Geography": "GE",
    "Modern Studies": "MS",
    "RMPS": "RM",
    "Psychology": "PY",
    "Travel and Tourism": "TT",
    "French": "FR",
    "German": "GM",
    "Spanish": "SP",
    "Gaelic": "GA",
    "Graphic Communication": "GC",
    "Design and Manufacture": "DM",
    "Engineering Science": "EG",
    "Practical Woodworking": "WW",
    "Technologies": "TE",
    "Business Management": "BM",
    "Administration and IT": "AD",
    "Computing Science": "CS",
    "Art and Design": "AR",
    "Music": "MU",
    "Music Technology": "MT",
    "Drama": "DR",
    "Photography": "PO",
    "Physical Education": "PE",
    "Health and Food Technology": "HF",
    "Practical Cake Craft": "CC",
    PSE: "PS",
    CORE_PE: "CP",
}

# Nobody takes both of these.
EXCLUSIVE: tuple[frozenset[str], ...] = (
    frozenset({"Biology", "Human Biology"}),
    frozenset({"Mathematics", "Applications of Mathematics"}),
)
