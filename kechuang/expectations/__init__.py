"""What a staged table must satisfy, and the report of what did not: the only room that knows Great Expectations."""
