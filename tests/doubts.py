"""What a check doubts in documents written for a test, and figures in the units that they are printed in."""

from typing import Any

from staged import connection, document, figure

from kechuang.expectations import checks
from kechuang.expectations.audit import violations_of
from kechuang.expectations.context import audit_tables
from kechuang.settings import room

CHECKS = {c.check_id: c for c in checks.load(room("seeds"))}


def doubted(check_id: str, *documents: dict[str, Any]) -> list[str]:
    """The values that the check doubts in the documents."""
    with connection(*documents) as con, audit_tables(con, list(CHECKS.values())) as prepared:
        assert prepared.unreadable == []
        return sorted(violations_of(con, CHECKS[check_id])["value"].to_list())


def firms(text: str, value: float, **fields: Any) -> dict[str, Any]:
    """A number of high-tech firms, printed as `text`."""
    return figure(text, value, unit_measure="count", indicator_id="high_tech_firm", indicator_text="高企", **fields)


def money(text: str, value: float, **fields: Any) -> dict[str, Any]:
    """An amount in 亿元, its decimals counted from `text`."""
    digits = text.removesuffix("亿元")
    return figure(text, value, decimals=len(digits.partition(".")[2]), unit_mult=8, **fields)


def percent(text: str, value: float, **fields: Any) -> dict[str, Any]:
    """A percentage, its decimals counted from `text`."""
    decimals = len(text.rstrip("%个百分点").partition(".")[2])
    return figure(text, value, **{"unit_measure": "percent", "decimals": decimals, **fields})


def told(*figures: dict[str, Any], **about: Any) -> dict[str, Any]:
    """A document that prints the figures one after another and nothing else."""
    return document("，".join(f["text"] for f in figures), *figures, **about)
