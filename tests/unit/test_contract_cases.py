"""Every paragraph and every field of the contract, case by case, in sentences of our own (tests/data/contract)."""

from collections import Counter

import contract_cases
import pytest
from contract_cases import Case

from kechuang.transforms import schemas

CASES = contract_cases.cases()
PARAGRAPHS = [f"{number:02d}" for number in range(1, 16)]
LEAST_CASES = 8


def _param(case: Case) -> object:
    marks = pytest.mark.xfail(strict=True, reason="not read like this yet") if case.pending else ()
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", [_param(case) for case in CASES])
def test_case_of_the_contract(case: Case) -> None:
    differences = contract_cases.differences(case, contract_cases.records()[case.id])
    assert not differences, "\n" + case.text + "\n" + "\n".join(differences)


def test_all_cases_are_read_in_one_call() -> None:
    assert set(contract_cases.read(CASES)) == {case.id for case in CASES}


def test_each_paragraph_has_enough_cases() -> None:
    counted = Counter(case.id[:2] for case in CASES)
    assert not {paragraph: counted[paragraph] for paragraph in PARAGRAPHS if counted[paragraph] < LEAST_CASES}


def test_case_ids_are_unique() -> None:
    assert len({case.id for case in CASES}) == len(CASES)


def test_cases_check_fields_that_exist() -> None:
    known = set(schemas.RECORD) | contract_cases.LOCATING | contract_cases.SPECIAL
    assert not {key for case in CASES for figure in case.figures for key in figure} - known


def test_every_anchor_stands_in_its_text() -> None:
    for case in CASES:
        for figure in case.figures:
            assert contract_cases.position(case.text, figure["at"], figure.get("nth", 1)) >= 0, case.id
