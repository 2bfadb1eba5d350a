"""Flows, fetching, the schedule and the command line: the only room that knows Prefect."""
