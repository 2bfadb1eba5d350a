"""Pure functions, bytes or tables in, tables out: no files, no database, no scheduler."""
