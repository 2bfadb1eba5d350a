"""What can go wrong in the warehouse. Each message is one clear line for the user's terminal."""


class WarehouseError(Exception):
    """Any failure of the warehouse that a user can be told in one line."""


class WarehouseMissingError(WarehouseError):
    """Nothing has been published yet."""


class WarehouseLockedError(WarehouseError):
    """Another process holds DuckDB's lock; `pid` is its process id where DuckDB tells it."""

    def __init__(self, message: str, pid: int | None = None) -> None:
        super().__init__(message)
        self.pid = pid


class StageError(WarehouseError):
    """A staged or seed table is missing or has not the declared columns."""


class PublishError(WarehouseError):
    """An invariant of the warehouse would be broken; nothing was published."""


class QueryError(WarehouseError):
    """The user's SQL cannot be run: syntax, an unknown name, or something that is forbidden."""
