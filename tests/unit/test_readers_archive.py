"""Archives: members one by one, whatever one of them holds, and nothing that bursts or leads out."""

import io
import stat
import zipfile

from kechuang.transforms.readers import Limits, Member, ReadFailure, members, read


def archive(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, raw in files.items():
            package.writestr(name, raw)
    return target.getvalue()


def reasons(raw: bytes, limits: Limits | None = None) -> dict[str, str]:
    found = members(raw, "a.zip", limits or Limits())
    return {failure.name: failure.reason for failure in found if isinstance(failure, ReadFailure)}


def test_a_file_that_is_no_archive_is_its_own_member() -> None:
    assert members("新增12家。".encode(), "a.txt") == [Member("a.txt", "新增12家。".encode())]


def test_the_members_of_an_archive_come_with_their_bytes_and_names() -> None:
    raw = archive(**{"one.txt": b"1", "2024/two.html": b"2", "__MACOSX/x": b"", ".DS_Store": b"", "empty/": b""})
    assert members(raw, "a.zip") == [Member("a.zip!one.txt", b"1"), Member("a.zip!2024/two.html", b"2")]


def test_a_name_written_by_a_chinese_system_is_read() -> None:
    raw = archive(**{"12345678.txt": b"1"}).replace(b"12345678.txt", "统计公报.txt".encode("gb18030"))
    assert members(raw, "a.zip") == [Member("a.zip!统计公报.txt", b"1")]


def test_a_word_file_is_no_archive() -> None:
    raw = archive(**{"word/document.xml": b"<x/>"})
    assert members(raw, "a.docx") == [Member("a.docx", raw)]


def test_an_archive_itself_is_not_read_as_a_document() -> None:
    result = read(archive(**{"one.txt": b"1"}), "a.zip")
    assert isinstance(result, ReadFailure)
    assert "members are read one by one" in result.reason


def test_members_that_lead_out_are_refused_and_the_others_stay() -> None:
    names = ["../out.txt", "/etc/out.txt", "a/../../out.txt", "C:/out.txt", "..\\out.txt"]
    raw = archive(**dict.fromkeys(names, b"x"), **{"good.txt": b"12"})
    found = members(raw, "a.zip")
    assert found[-1] == Member("a.zip!good.txt", b"12")
    assert all("leads out of the archive" in reason for reason in reasons(raw).values())
    assert len(reasons(raw)) == len(names)


def test_a_link_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(info, "/etc/passwd")
    assert reasons(target.getvalue()) == {"a.zip!link.txt": "a link, not a file: refused"}


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    zeros = archive(**{"zeros.txt": bytes(50_000_000)})
    assert "more than 200 times its size" in reasons(zeros)["a.zip"]
    assert "unpacks to 48 MB" in reasons(zeros, Limits(max_unpacked=10_000_000))["a.zip"]
    many = archive(**{f"{n}.txt": b"" for n in range(1001)})
    assert "1,001 members" in reasons(many)["a.zip"]


def test_a_member_larger_than_it_says_is_refused() -> None:
    raw = archive(**{"liar.txt": b"12" * 5000})
    real, claimed = (10_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert set(reasons(raw.replace(real, claimed))) == {"a.zip!liar.txt"}


def test_an_archive_within_an_archive_is_refused() -> None:
    raw = archive(**{"inner.zip": archive(**{"a.txt": b"1"}), "b.txt": b"2"})
    assert reasons(raw) == {"a.zip!inner.zip": "an archive within an archive: unpack it first"}


def test_locked_members_and_damaged_archives_give_one_line_each() -> None:
    raw = bytearray(archive(**{"a.txt": b"12"}))
    for at in (6, raw.index(b"PK\x01\x02") + 8):
        raw[at] |= 1  # the flag that says a password is needed
    assert reasons(bytes(raw)) == {"a.zip!a.txt": "locked with a password"}
    assert "damaged" in reasons(archive(**{"a.txt": b"12" * 99})[:-30])["a.zip"]
    assert reasons(archive()) == {"a.zip": "an archive without files"}
