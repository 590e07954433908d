"""Papers: what a meeting reads, made of a report and its study."""
