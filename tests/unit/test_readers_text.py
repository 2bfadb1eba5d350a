"""Bytes to text: encodings told by content, text kept as it was, and one line of reason for what is no text."""

import pytest

from kechuang.transforms.readers import OFFSETS, Document, Limits, ReadFailure, documents_frame, read
from kechuang.transforms.schemas import DOCUMENT

SIMPLIFIED = "全年新认定高新技术企业128家，研发经费支出36.5亿元，占地区生产总值的3.42%。"
TRADITIONAL = "本港去年新增初創企業4,257間，研發總開支達329億元，按年上升7.5%。"
HONG_KONG = "深水埗區的創科中心有12間公司進駐，另有3間在邨內設點。"  # 邨 is Big5, 埗 only HKSCS


def document(raw: bytes, name: str = "report.txt", **given: object) -> Document:
    result = read(raw, name, **given)  # type: ignore[arg-type]
    assert isinstance(result, Document), result
    return result


def reason(raw: bytes, name: str = "report.txt", **given: object) -> str:
    result = read(raw, name, **given)  # type: ignore[arg-type]
    assert isinstance(result, ReadFailure), result
    assert result.name == name
    assert "\n" not in result.reason
    return result.reason


@pytest.mark.parametrize(
    ("text", "codec", "told"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "utf-16", "utf-16-le"),
        ("\ufeff" + SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED + "\n", "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (HONG_KONG, "big5hkscs", "big5hkscs"),
    ],
)
def test_the_encoding_is_told_by_the_bytes(text: str, codec: str, told: str) -> None:
    read_back = document(text.encode(codec))
    assert (read_back.text, read_back.encoding) == (text.removeprefix("\ufeff"), told)


def test_fifteen_characters_tell_gb18030_from_big5() -> None:
    for start in range(len(SIMPLIFIED) - 15):
        piece = SIMPLIFIED[start : start + 15]
        assert document(piece.encode("gb18030")).text == piece
    for start in range(len(TRADITIONAL) - 15):
        piece = TRADITIONAL[start : start + 15]
        assert document(piece.encode("big5")).text == piece


def test_line_endings_and_spaces_stay_as_they_are() -> None:
    text = "\r\n 第一行12家\r\n\r第二行\u3000３项 \n"
    assert document(text.encode()).text == text


def test_one_broken_character_in_a_long_text_is_marked_and_the_rest_is_read() -> None:
    raw = (SIMPLIFIED * 40).encode("gb18030")
    read_back = document(raw[:-1])
    assert read_back.text == (SIMPLIFIED * 40)[:-1] + "\ufffd"
    assert read_back.encoding == "gb18030"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture"),
        (b"MZ\x90\0" + bytes(500), "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "save it as DOCX"),
        ("新增12家".encode() + b"\0" + "企业".encode(), "NUL"),
        (bytes(range(1, 256)) * 4, "not text in"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "byte order mark"),
        (("新增12家\x01\x02\x03" * 9).encode(), "control characters"),
    ],
)
def test_what_is_no_text_gives_one_line_of_reason(raw: bytes, words: str) -> None:
    assert words in reason(raw)


def test_a_file_over_the_limit_is_refused_with_both_sizes() -> None:
    assert reason(b"x" * (3 * 2**20), limits=Limits(max_bytes=2**20)) == "has 3.0 MB, more than the limit of 1.0 MB"


def test_a_text_over_the_limit_is_refused() -> None:
    assert "more than 10 characters" in reason(SIMPLIFIED.encode(), limits=Limits(max_characters=10))


@pytest.mark.parametrize(("text", "script"), [(SIMPLIFIED, "Hans"), (TRADITIONAL, "Hant"), ("GDP 5.2%", "Hans")])
def test_the_script_follows_the_characters(text: str, script: str) -> None:
    assert document(text.encode()).script == script


def test_headings_make_a_text_markdown_whatever_its_name() -> None:
    assert document("# 年报\n\n新增12家。\n".encode(), "a.txt").format == "markdown"
    assert document("编号#12，新增12家。\n".encode(), "a.md").format == "text"


def test_the_offset_map_leads_to_the_line() -> None:
    read_back = document("# 年报\r\n\r\n新增12家。\r\n企业\t12\r\n".encode())
    assert read_back.offsets.schema == OFFSETS
    places = [(read_back.text[s:e], kind, place) for s, e, kind, place, _ in read_back.offsets.rows()]
    assert places == [
        ("# 年报", "heading", "line 1"),
        ("新增12家。", "paragraph", "line 3"),
        ("企业\t12", "row", "line 4"),
    ]


def test_documents_become_the_staged_table() -> None:
    documents = [document(SIMPLIFIED.encode()), document(TRADITIONAL.encode("big5"))]
    table = documents_frame(documents)
    assert table.schema == DOCUMENT
    assert table["text"].to_list() == [SIMPLIFIED, TRADITIONAL]
    assert table["text_length"].to_list() == [len(SIMPLIFIED), len(TRADITIONAL)]
    assert documents_frame([]).schema == DOCUMENT


def test_the_same_text_in_two_encodings_is_two_documents_of_one_text() -> None:
    one, other = document(SIMPLIFIED.encode()), document(SIMPLIFIED.encode("gb18030"))
    assert one.document_id != other.document_id
    assert one.text_sha256 == other.text_sha256
