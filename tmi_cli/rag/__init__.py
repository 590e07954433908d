"""Red, amber, green: what is sent out to be judged by people, what came back, and where it is kept."""

from tmi_cli.rag.form import MARKS_OF_RAG, WRITTEN, read_rag
from tmi_cli.rag.store import STORE, RagEntry, latest, read_store, store_bytes

__all__ = ["MARKS_OF_RAG", "STORE", "WRITTEN", "RagEntry", "latest", "read_rag", "read_store", "store_bytes"]
