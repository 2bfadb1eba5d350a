"""Title, publisher and date of publication out of a text's own first and last lines, and out of its name.

The ways in order of trust: `meta` (front matter, meta tags, document properties), `line` (a labelled line such as
发布时间 or 来源), `name` (file name or URL path), `text` (a line that stands where titles and signatures stand).
"""

import re
import unicodedata
from datetime import date

from kechuang.transforms.readers.dates import DATE, date_in_name, first_date, lone_date

_HEAD, _TAIL = 40, 10  # lines looked at from each end for labels
_OUTERMOST = 6  # and for a date that stands alone, as titles and signatures have it
_LONGEST_LINE = 150  # longer ones are running text

# The labels of bylines, in the order in which their dates are believed. Traditional forms beside the Simplified.
_DATE_LABELS = tuple(
    re.compile(rf"(?:{words})\s*[:：]?\s*{DATE}")
    for words in (
        "[发發][布佈稿][时時][间間]|[发發][布佈]日期|公[布佈]日期|公[开開]日期|公[开開][时時][间間]|[发發]文日期|刊[发發]日期",
        "成文日期|印[发發]日期|生成日期|[发發]文[时時][间間]",
        "更新[时時][间間]|更新日期",
    )
)
_BYLINE = re.compile(
    "(?:[来來]源|作者|[浏瀏][览覽]|[点點][击擊]|[阅閱][读讀]|字[号號]|[编編][辑輯]|[发發]布人)[次数數量]{0,3}\\s*[:：\\[【(（]"
)
_PUBLISHER = re.compile(
    r"(?<![\u4e00-\u9fff])(?:(?:信息|文章|稿件|新闻|新聞)?[来來]源|稿源|[发發][布佈][机機][构構关關]|[发發][布佈][单單]位|[发發]文[机機][关關]|[发發]文[单單]位|公[开開][单單]位)"
    r"\s*[:：]\s*(?P<it>[^\s|｜;；,，:：]{2,40})"
)
_NOBODY = {"本站", "本网", "本站原创", "网络", "互联网", "原创", "转载", "其他", "本站原創", "網絡", "互聯網"}
_DATELINE = re.compile(
    rf"^[(（【]?(?P<who>[\u4e00-\u9fff]{{2,8}}?[网網社报報台])(?:消息|讯|訊|[\u4e00-\u9fff]{{0,8}}(?:{DATE}|[0-9]{{1,2}}月[0-9]{{1,2}}日)[电電讯訊])"
)
_DATED_LINE = re.compile(rf"[(（—-]*\s*{DATE}\s*在.{{4,60}}[会會][议議]?.{{0,20}}上[)）]?")
_HEADING = re.compile(r"(#{1,6})\s+(.*\S)")
_TITLE_LABEL = re.compile(r"(?:标题|標題|[发發]文标题|文件名称)\s*[:：]\s*(?P<it>\S.{3,100})")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<it>(?:[^\r\n]*\r?\n){1,50}?)---[ \t]*(?:\r?\n|$)")
_SENTENCE_END = "。；，;,：:！？!?"


def front_matter(text: str) -> dict[str, str]:
    """The `key: value` lines of a YAML front matter, keys in lower case; empty where there is none."""
    match = _FRONT_MATTER.match(text)
    pairs = (line.partition(":") for line in match["it"].splitlines()) if match else ()
    return {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs if value.strip()}


def published(text: str, name: str, created: date | None = None) -> tuple[date, str] | None:
    """The date of publication and its method: from labelled lines, the file's properties, its name, then lone dates.

    Files are often made, or made anew, long after their text was published, so the day on which the file was made is
    believed only where the newest year that the text names is that year or the one before.
    """
    lines = [_plain(line[: _LONGEST_LINE + 1]) for line in _end_lines(text)]
    short = [line for line in lines if len(line) <= _LONGEST_LINE]
    for label in _DATE_LABELS:
        for line in short:
            if (match := label.search(line)) and (found := first_date(match.group())):
                return found, "line"
    for line in short:
        if _BYLINE.search(line) and (found := first_date(line)):
            return found, "line"
    for line in lines:
        if (dateline := _DATELINE.match(line)) and (found := first_date(dateline.group())):
            return found, "line"
    if created and _agrees(created, text):
        return created, "meta"
    if found := date_in_name(name):
        return found, "name"
    outermost = short if len(short) <= 2 * _OUTERMOST else short[:_OUTERMOST] + short[-_OUTERMOST:]
    for line in outermost:
        if found := lone_date(line) or (first_date(line) if _DATED_LINE.fullmatch(line) else None):
            return found, "text"
    return None


def _agrees(created: date, text: str) -> bool:
    years = {int(year) for year in re.findall(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年|[-/.][0-9])", text)}
    return bool(years) and max(years) in (created.year, created.year - 1)


def title_in(text: str, declared: str | None) -> str | None:
    """The title that a file's properties declare, where its text begins with it: many are a template's."""
    bare = re.sub(r"\s", "", declared or "")
    return declared.strip() if declared and len(bare) > 3 and bare in re.sub(r"\s", "", text[:2000]) else None


def publisher(text: str) -> tuple[str, str] | None:
    """Who published the text and the method: a 来源 or 发布机构 line, else the agency of a dateline (`text`)."""
    lines = [_plain(line[: _LONGEST_LINE + 1]) for line in _end_lines(text)]
    for line in lines:
        for label in _PUBLISHER.finditer(line) if len(line) <= _LONGEST_LINE else ():
            found = label["it"].strip("()[]【】-—")
            if found not in _NOBODY and re.search("[\u4e00-\u9fff]{2}", found):
                return found, "line"
    for line in lines:
        if match := _DATELINE.match(line):
            return match["who"], "text"
    return None


def title(text: str, name: str) -> tuple[str, str] | None:
    """The title and its method: a heading or a 标题 line, the file name, else a first line that is no sentence."""
    if heading := _leading_heading(text):
        return heading, "line"
    for line in _end_lines(text):
        if (match := _TITLE_LABEL.match(line)) and len(line) <= _LONGEST_LINE:
            return match["it"].strip(), "line"
    if from_name := _title_in_name(name):
        return from_name, "name"
    first = next((line for line in _end_lines(text) if not _is_no_title(line)), "")
    if 4 <= len(first) <= 80 and first[-1] not in _SENTENCE_END and "。" not in first:
        return first, "text"
    return None


def _plain(line: str) -> str:
    """Full-width digits, colons and spaces as their ASCII forms, so that one pattern sees both."""
    return unicodedata.normalize("NFKC", line)


def _end_lines(text: str) -> list[str]:
    """The first and last lines that are not blank."""
    ends = text if len(text) <= 60_000 else text[:40_000] + "\n" + text[-20_000:]
    lines = [line for raw in ends.splitlines() if (line := raw.strip())]
    return lines if len(lines) <= _HEAD + _TAIL else lines[:_HEAD] + lines[-_TAIL:]


def _leading_heading(text: str) -> str | None:
    """Of the headings before the first paragraph the highest, of equals the longest (the others name the bureau)."""
    leading = []
    front = _FRONT_MATTER.match(text)
    for line in _end_lines(text[front.end() :] if front else text):
        match = _HEADING.fullmatch(line)
        if match is None:
            break
        leading.append((-len(match[1]), len(match[2]), match[2].rstrip("# ")))
    return max(leading)[2] if leading else None


def _is_no_title(line: str) -> bool:
    """A file name, a byline or a date: what stands above titles in saved pages."""
    line = _plain(line)
    is_file_name = re.fullmatch(r"[\w.-]+\.[A-Za-z]{2,5}", line) is not None
    is_byline = any(pattern.search(line) for pattern in (_BYLINE, _PUBLISHER, *_DATE_LABELS))
    return is_file_name or is_byline or lone_date(line) is not None


def _title_in_name(name: str) -> str | None:
    stem = re.sub(r"(\.[A-Za-z0-9]{1,5})+$", "", re.split(r"[/\\!]", name)[-1])
    stem = re.sub(r"^[-_ 0-9.年月日]+|[-_ ]+[0-9]*$", "", stem).strip()
    return stem if len(re.findall("[\u4e00-\u9fff]", stem)) >= 6 and not stem.startswith("附件") else None
