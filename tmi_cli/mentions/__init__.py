"""Where a pupil stands in files of any kind: for a request to see, to correct or to delete what is kept."""
