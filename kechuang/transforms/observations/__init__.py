"""Marks to observations, by joins alone: one file a question."""
