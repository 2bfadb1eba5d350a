"""The parts of a region's name: the stem that people say, the ethnic groups, and the word for the kind of area."""

import csv
from pathlib import Path

HERE = Path(__file__).parent

# Longest first: 自治县 must go before 县, 新区 before 区.
GENERICS = {
    "特别行政区": "",
    "自治区": "Autonomous Region",
    "自治州": "Autonomous Prefecture",
    "自治县": "Autonomous County",
    "自治旗": "Autonomous Banner",
    "行政委员会": "Administrative Committee",
    "地区": "Prefecture",
    "新区": "New Area",
    "矿区": "Mining District",
    "林区": "Forestry District",
    "特区": "Special District",
    "群岛": "Islands",
    "省": "",
    "市": "",
    "盟": "League",
    "区": "District",
    "县": "County",
    "旗": "Banner",
}
COMPOUND = ("新区", "矿区", "林区", "特区")  # a kind of their own only behind two characters: 碑林区 is the 区 of 碑林
AUTONOMOUS = ("自治区", "自治州", "自治县", "自治旗")


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV whose comment lines start with `#`, cells as text."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), skipinitialspace=True))


def write(path: Path, comment: str, table: list[dict[str, str]]) -> None:
    """A seed table with its comment lines on top, lines ended as on Unix."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {line}\n" for line in comment.strip().splitlines())
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


ETHNIC = {
    surface: row["name_en"]
    for row in rows(HERE / "ethnic_group.csv")
    for surface in [row["name_zh"] + "族"] + [row["name_zh"]] * (row["is_bare"] == "yes")
}


def split(name: str) -> tuple[str, list[str], str]:
    """(stem, ethnic groups, generic) of an official name: 景宁畲族自治县 is (景宁, [畲族], 自治县).

    No group is taken that leaves a single character: 鄂温克族自治旗 is (鄂温克, [], 自治旗), 内蒙古自治区 keeps 内蒙古.
    """
    generic = next((word for word in GENERICS if name.endswith(word) and name != word), "")
    if generic in COMPOUND and (len(name) == 3 or name == "万柏林区"):
        generic = "区"
    stem, groups = name.removesuffix(generic), list[str]()
    if generic in AUTONOMOUS or stem.endswith("族"):
        while group := max((g for g in ETHNIC if stem.endswith(g) and len(stem) > len(g) + 1), key=len, default=""):
            stem, groups = stem.removesuffix(group), [group, *groups]
        stem = stem.removesuffix("族")
    return stem, groups, generic
