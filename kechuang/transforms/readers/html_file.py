"""HTML: the main text of a page with its tables, each block with its element path, and what the page declares.

The main text is the smallest element that holds most of the page's prose, prose being text outside of links that
runs in sentences, or a table of figures. Around it stay the menus, the link lists and the footer.
"""

import re
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any

from kechuang.transforms.readers.document import Content, TextBuilder, UnreadableError
from kechuang.transforms.readers.encoding import decode
from kechuang.transforms.readers.html_blocks import Block, Page
from kechuang.transforms.readers.limits import Limits
from kechuang.transforms.readers.tables import add_table
from kechuang.transforms.readers.wraps import collapse

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_MAIN_SHARE = 0.75  # of the page's prose that the main element holds

# Names of meta elements, lower case, the most telling first. ArticleTitle, PubDate, ContentSource and SiteName are
# those that the State Council's guideline on government sites asks for (国办发〔2017〕47号); og: and article: are Open
# Graph.
_TITLE = ("articletitle", "og:title", "title")
_PUBLISHER = ("contentsource", "source", "og:article:author", "sitename", "og:site_name", "copyright")
_DATE = (
    "pubdate",
    "article:published_time",
    "publishdate",
    "publish_date",
    "og:release_date",
    "date",
    "dc.date.issued",
)

# Buttons, neighbours and counters within an article: no text of it, and a counter would change the text at each visit.
_BUTTON = (
    "(?:打印|列印|关闭|關閉|收藏|返回|分享|字[体體号號]|[大中小]|扫一扫|本页|此页|窗口|顶部|到|在手机打开当前页"
    r"|微信|微博|朋友圈|QQ空间|(?:点赞|點讚)[\s:：]*[0-9]*)"
)
_NEIGHBOUR = (
    "(?:上一[篇条](?:文章)?|下一[篇条](?:文章)?|责任编辑|責任編輯|编辑|审核|附件下载|网友评论"
    "|相关(?:链接|新闻|阅读|文章|稿件)|我要纠错)"
)
_SIGN = r"【】\[\]()（）\s|｜:："
_FURNITURE = re.compile(
    rf"[{_SIGN}]*(?:{_BUTTON}[{_SIGN}]*)+"
    rf"|{_NEIGHBOUR}\s*[:：].*|{_NEIGHBOUR}(?:[（(][0-9]+[)）])?"
)
_COUNTER = re.compile(
    r"\s*(?:[浏瀏][览覽]|[点點][击擊]|[阅閱][读讀]|[访訪][问問])(?:次[数數]|量|[数數]|次)?\s*[:：]\s*[\[【(（]?\s*[0-9]*\+?\s*次?[\]】)）]?"
)
# In a byline, which is no sentence, counters need no colon, and buttons stand beside the date.
_SITE = re.compile("(?:网|網|网站|門戶|门户|平台|政府|委员会|[厅局委办])$")
_BYLINE = re.compile(r"(?:来源|來源|发布|發布|更新|作者|[0-9]{4}[-年/.][0-9]{1,2})(?!.*[。；!?！？])")
_TOOLS = re.compile(
    rf"\s*(?:评论|評論|[点點][赞讚]|分享|[浏瀏][览覽]|[阅閱][读讀]|[点點][击擊])[量数數]?\s*[0-9][0-9.]*\s*[万萬]?\+?\s*[次条條]?"
    rf"|\s*[【\[]?字[体體号號]\s*[:：][{_SIGN}大中小]*|[{_SIGN}]+(?:打印|列印|收藏|分享到?)(?:本页|本頁)?[{_SIGN}]*$"
)


def _declared_charset(raw: bytes) -> str | None:
    """The charset that a page's first bytes name, true or not."""
    match = _CHARSET.search(raw[:4096])
    return match[1].decode("ascii") if match else None


def read(raw: bytes, limits: Limits) -> Content:
    """Read a page. Raises UnreadableError where it is no text, holds no main text, is too large or nested too deep."""
    text, encoding = decode(raw, _declared_charset(raw))
    root = _parsed(text)
    page = Page(root, limits)
    declared = _declared(root)
    main = [
        block for block in map(_without_counter, _main_blocks(page)) if not block.is_link and not _is_furniture(block)
    ]
    if not main:
        raise UnreadableError("a page without a main text: a list of links, or a page that scripts fill")
    heading = next((block for block in page.blocks if block.level == 1 and not block.is_link), None)
    title = declared.get("title") or (heading.text if heading else None) or _headline(main, _page_title(root))
    builder = TextBuilder()
    if title and not any(_same(title, block.text) for block in main[:5]):
        places = (block.path for block in page.blocks if _same(title, block.text))
        builder.block(title, "heading", next(places, "/html/head/title"))
    for block in main:
        if block.rows:
            add_table(builder, block.rows)
        else:
            builder.block(block.text, "heading" if block.level else "paragraph", block.path)
    body, offsets = builder.finish()
    return Content(
        text=body,
        format="html",
        encoding=encoding,
        offsets=offsets,
        title=declared.get("title"),
        heading=title,
        publisher=declared.get("publisher"),
        declared_date=declared.get("date"),
        surroundings="\n".join(block.text for block in page.blocks if not block.rows),
    )


def _parsed(text: str) -> Any:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text.encode(errors="replace"), parser)
    except etree.LxmlError as error:
        raise UnreadableError(f"an HTML page that does not parse: {str(error).splitlines()[0]}") from None
    if root is None:
        raise UnreadableError("an HTML page without elements")
    return root


def _main_blocks(page: Page) -> list[Block]:
    """The blocks of the main element."""
    prose = [0, *accumulate(block.prose for block in page.blocks)]
    length = [0, *accumulate(block.length for block in page.blocks)]

    def share(number: int) -> tuple[int, int]:
        element = page.elements[number]
        own = prose[element.last] - prose[element.first]
        return own, length[element.last] - length[element.first] - own

    main = 0
    for number in range(len(page.elements)) if prose[-1] else ():
        if share(number)[0] >= _MAIN_SHARE * prose[-1]:
            main = number  # those that hold most of the prose lie in one another, so that the last is the smallest
    around = page.elements[main].parent
    while around >= 0:
        more_prose, more_other = (wide - narrow for wide, narrow in zip(share(around), share(main), strict=True))
        if more_other > more_prose:
            break  # what it adds is menus rather than prose
        main = around if more_prose else main
        around = page.elements[around].parent
    return page.blocks[page.elements[main].first : page.elements[main].last]


def _without_counter(block: Block) -> Block:
    if block.rows or len(block.text) > 100:
        return block
    text = _COUNTER.sub(" ", block.text)
    if _BYLINE.search(text):
        text = _TOOLS.sub(" ", _TOOLS.sub(" ", text))
    return block if text == block.text else replace(block, text=re.sub("  +", " ", text).strip())


def _is_furniture(block: Block) -> bool:
    is_short = not block.rows and len(block.text) <= 100
    return block.is_site or (is_short and (not block.text or _FURNITURE.fullmatch(block.text) is not None))


def _declared(root: Any) -> dict[str, str]:
    """Title, publisher and date as meta elements declare them."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name, content = (
            meta.get("name") or meta.get("property") or meta.get("itemprop") or "",
            meta.get("content") or "",
        )
        if content.strip():
            metas.setdefault(name.strip().lower(), collapse(content))
    wanted = {"title": _TITLE, "publisher": _PUBLISHER, "date": _DATE}
    found = {field: next((metas[name] for name in names if name in metas), "") for field, names in wanted.items()}
    return {field: value for field, value in found.items() if value}


def _page_title(root: Any) -> str | None:
    """The title element without the site's name, which follows the last `_`, `-` or `|` with spaces or without."""
    title = collapse("".join(root.xpath("//head/title[1]//text()")))
    shortened = re.sub(r"(?:\s*[_|｜]|\s[-–—]\s|--).*$", "", title).strip()
    return shortened or title or None


def _headline(main: list[Block], page_title: str | None) -> str | None:
    """The page's title; where that is the site's name, the line above the byline, which old pages do not mark up."""
    if page_title and not _SITE.search(page_title):
        return page_title
    lines = [block.text for block in main[:5]]
    above = (one for one, two in pairwise(lines) if _BYLINE.search(two) and 4 <= len(one) <= 60 and "。" not in one)
    return next(above, page_title)


def _same(one: str, other: str) -> bool:
    return bool(one) and re.sub(r"\s", "", one) == re.sub(r"\s", "", other)
