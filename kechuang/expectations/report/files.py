"""Files of the report, each put in place whole: who has a page open sees the old one or the new one."""

from pathlib import Path


def put(file: Path, content: bytes) -> bool:
    """Write the file, unless it holds the content already; whether it was written. Its folder must be there."""
    try:
        if file.read_bytes() == content:
            return False
    except FileNotFoundError:
        pass
    new = file.with_name(f".{file.name}.new")
    new.write_bytes(content)
    new.replace(file)
    return True


def copy_folder(source: Path, target: Path) -> None:
    """Bring the files of a flat folder to the target."""
    target.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        if file.is_file():
            put(target / file.name, file.read_bytes())


def keep_only(folder: Path, names: set[str]) -> None:
    """Remove every other file of the folder."""
    for file in folder.iterdir():
        if file.name not in names and file.is_file():
            file.unlink()
