"""Showing what was found: one report object; each way of showing it is a module of the same shape."""
