"""The command line: plain values in, one call to the library, the result to a report. Errors end here."""
