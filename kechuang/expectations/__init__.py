"""Quality: Great Expectations on the staged tables, and what follows from it. The only room that imports it."""

from kechuang.expectations.audit import check
from kechuang.expectations.verdict import Verdict

__all__ = ["Verdict", "check"]
