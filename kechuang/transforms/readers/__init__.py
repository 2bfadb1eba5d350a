"""One file a format: bytes to text with its tables, metadata and offsets."""
