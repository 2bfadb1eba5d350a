"""What holds for every record whatever the text says: the form of the fields, the order, the accounting."""

import itertools
import json
import re
from collections.abc import Iterator

import contract_cases
import pytest
from contract_cases import Case, Record

CASES = contract_cases.cases()
CLOSED: dict[str, set[str | None]] = {
    "kind": {"observation", "time", "reference", "unresolved"},
    "qualifier": {None, "exact", "range", "approx", "over", "at_least", "under", "at_most"},
    "statistic": {None, "level", "increment", "change", "growth_rate", "share", "rank"},
    "time_basis": {None, "period", "cumulative", "per_year", "per_month", "per_week", "per_day"},
    "obs_status": {None, "actual", "provisional", "target", "forecast"},
}
ALWAYS_ON_AN_OBSERVATION = (
    "unit_measure", "decimals", "unit_mult", "qualifier", "statistic", "time_basis", "obs_status",
    "indicator_text", "evidence_start", "evidence_end", "rule",
)  # fmt: skip
NEVER_OFF_AN_OBSERVATION = ("statistic", "indicator", "indicator_text", "ref_area", "subject", "scope", "part_of")
DECIDED = (
    "unit_measure", "qualifier", "statistic", "obs_status", "indicator_text", "ref_area", "subject",
    "scope", "time_period", "part_of",
)  # fmt: skip
PERIOD = re.compile(r"\d{4}(-(Q[1-4]|S[12]|(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?))?")
CODE = re.compile(r"[1-8]\d{5}")


def is_period(text: str) -> bool:
    """A period in ISO 8601, or an interval of two (较1—7月: 2024-01/2024-07)."""
    ends = text.split("/")
    return len(ends) <= 2 and all(PERIOD.fullmatch(end) for end in ends)


DIGITS = re.compile("[0-9０-９]+")


def every() -> Iterator[tuple[Case, Record]]:
    read = contract_cases.records()
    return ((case, record) for case in CASES for record in read[case.id])


def observations() -> Iterator[tuple[Case, Record]]:
    return ((case, record) for case, record in every() if record["kind"] == "observation")


def test_text_is_the_span() -> None:
    wrong = [(c.id, r["text"]) for c, r in every() if c.text[r["start"] : r["end"]] != r["text"] or not r["text"]]
    assert not wrong


def test_records_stand_in_reading_order() -> None:
    read = contract_cases.records()
    for case in CASES:
        spans = [(r["start"], r["end"]) for r in read[case.id]]
        assert spans == sorted(spans), case.id


def test_spans_are_equal_or_apart() -> None:
    read = contract_cases.records()
    for case in CASES:
        spans = sorted({(r["start"], r["end"]) for r in read[case.id]})
        assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans)), case.id


def test_every_digit_is_in_a_record() -> None:
    read = contract_cases.records()
    missing = []
    for case in CASES:
        covered = {at for r in read[case.id] for at in range(r["start"], r["end"])}
        missing += [(case.id, m[0]) for m in DIGITS.finditer(case.text) if not covered.issuperset(range(*m.span()))]
    assert not missing


@pytest.mark.parametrize("field", CLOSED)
def test_field_keeps_to_its_values(field: str) -> None:
    assert not {(c.id, r["text"], r[field]) for c, r in every() if r[field] not in CLOSED[field]}


@pytest.mark.parametrize("field", [*ALWAYS_ON_AN_OBSERVATION, "obs_value"])
def test_observation_has(field: str) -> None:
    assert not [(c.id, r["text"]) for c, r in observations() if r[field] is None or r[field] == ""]


@pytest.mark.parametrize("field", NEVER_OFF_AN_OBSERVATION)
def test_only_an_observation_has(field: str) -> None:
    assert not [(c.id, r["text"]) for c, r in every() if r["kind"] != "observation" and r[field] is not None]


def test_evidence_encloses_the_figure() -> None:
    wrong = [
        (c.id, r["text"])
        for c, r in observations()
        if not 0 <= r["evidence_start"] <= r["start"] < r["end"] <= r["evidence_end"] <= len(c.text)
    ]
    assert not wrong


def test_only_a_range_has_an_upper_end() -> None:
    assert not [
        (c.id, r["text"]) for c, r in observations() if (r["obs_value_high"] is not None) != (r["qualifier"] == "range")
    ]


def test_period_is_in_iso_form() -> None:
    wrong = [
        (c.id, r["text"], r["time_period"])
        for c, r in observations()
        if r["time_period"] is not None and not is_period(r["time_period"])
    ]
    assert not wrong


def test_comparison_belongs_to_changes_and_growth() -> None:
    wrong = []
    for c, r in observations():
        if r["comparison"] is None:
            continue
        is_known = r["comparison"] in ("yoy", "mom") or CODE.fullmatch(r["comparison"]) or is_period(r["comparison"])
        if r["statistic"] not in ("change", "growth_rate") or not is_known:
            wrong.append((c.id, r["text"], r["statistic"], r["comparison"]))
    assert not wrong


def test_scope_belongs_to_ranks() -> None:
    assert not [(c.id, r["text"]) for c, r in observations() if r["statistic"] != "rank" and r["scope"] is not None]


def test_rank_is_measured_in_ranks() -> None:
    assert not [
        (c.id, r["text"])
        for c, r in observations()
        if (r["statistic"] == "rank") != (r["unit_measure"] == "rank")
        and not (r["statistic"] == "change" and r["unit_measure"] == "rank")  # 前移2位: places gained
    ]


def test_regions_are_codes() -> None:
    wrong = [
        (c.id, r["text"], r[field])
        for c, r in observations()
        for field in ("ref_area", "scope")
        if r[field] is not None and not CODE.fullmatch(r[field])
    ]
    assert not wrong


def test_part_of_is_the_start_of_an_earlier_observation() -> None:
    read = contract_cases.records()
    for case in CASES:
        starts = {r["start"] for r in read[case.id] if r["kind"] == "observation"}
        for r in read[case.id]:
            if r["part_of"] is not None:
                assert r["part_of"] in starts and r["part_of"] < r["start"], (case.id, r["text"])


def test_value_is_finite() -> None:
    assert not [(c.id, r["text"]) for c, r in every() if r["obs_value"] is not None and abs(r["obs_value"]) > 1e300]


def test_rounding_says_how_far_the_value_is_whole() -> None:
    """A value of n digits after the point and a multiplier 10^m is a whole number of 10^(m-n), units being plain."""
    wrong = []
    for c, r in observations():
        if r["unit_measure"] not in ("count", "person", "CNY", "percent") or not re.match(
            r"[0-9.]+[亿万]?[家个名人元%]", r["text"]
        ):
            continue
        steps = r["obs_value"] / 10.0 ** (r["unit_mult"] - r["decimals"])
        if abs(steps - round(steps)) > 1e-6 * max(abs(steps), 1):
            wrong.append((c.id, r["text"], r["decimals"], r["unit_mult"]))
    assert not wrong


@pytest.mark.parametrize("field", [*DECIDED, "comparison"])
def test_rule_tells_why_a_field_has_its_value(field: str) -> None:
    silent = [
        (c.id, r["text"], r["rule"])
        for c, r in observations()
        if r[field] is not None and not json.loads(r["rule"]).get(field)
    ]
    assert not silent
