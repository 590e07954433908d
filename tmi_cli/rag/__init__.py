"""Red, amber, green: what is sent out to be judged by people, what came back, and where it is kept."""

from tmi_cli.rag.form import MARKS_OF_RAG
from tmi_cli.rag.store import STORE, RagEntry, read_store, store_bytes
from tmi_cli.rag.words import LastWords, course_of, newest_marks

__all__ = [
    "MARKS_OF_RAG",
    "STORE",
    "LastWords",
    "RagEntry",
    "course_of",
    "newest_marks",
    "read_store",
    "store_bytes",
]
