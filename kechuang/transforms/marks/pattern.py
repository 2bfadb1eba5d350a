"""The pattern of everything that states a number: times first, then names that hold digits, then quantities.

Rust's regular expressions know no look-around, so a match may take a character too many; `shapes.py` and `times.py`
give it back. Alternatives are tried in the order written, so the longer form stands first. Runs of digits and letters
are bounded: without a bound, the search would look through the rest of a long run once for each match in it.
"""

import re
from functools import lru_cache

DIGITS = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]{1,24})(?:[.．][0-9]{1,12})?"
SPACED = r"[0-9]{1,3}(?: [0-9]{3}){1,2}(?:\.[0-9]{1,4})?"  # 38 907名, as SI and Hong Kong write it: only before a unit
CHINESE = "一二三四五六七八九十廿卅百千万亿兆两零〇○"
_LEADING = "一二三四五六七八九十廿卅百千万亿两"
MULTIPLIER = "(?:兆|万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千|百|十)"
ABOUT = "[余多几来]"
DASH = "(?:-|—+|–|―|─|~|～|〜)"

_SMALL = "[一二三四五六七八九十两]"
_TO = f"(?:{DASH}|至|到)"
_YEAR = "(?:[0-9]{4}|[12][0-9]{3}|[一二][〇零九○][〇零○一二三四五六七八九]{2})"
_MONTH = "(?:[0-9]{1,2}|十[一二]|[一二三四五六七八九十])"
_DAY = "(?:[0-9]{1,2}|[一二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])"
_QUARTER = (
    "(?:第?[一二三四1-4](?:、[一二三四1-4])?(?:季度|季)|[前头首][一二三两1-3](?:个)?季度?|[首末]季度?"
    "|[一二三四1-4]至[一二三四1-4]季度)"
)
_MONTHS = f"(?:1{DASH}{_MONTH}月份?|{_MONTH}(?:月份?)?{_TO}{_MONTH}月份?|{_MONTH}月份?)"
_PART = f"(?:{_QUARTER}|[上下]半年|[前头首]{_MONTH}个?月份?|{_MONTHS})"
_CLOCK = "(?: ?[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?)?"
_EDGE = "(?:年?[末底初]|以来|以前|前后|之前)?"

TIME = "|".join(
    [
        "过去的?一年|新的?一年|上一年度?|前一年度?",
        "(?:九|十[一二三四五六]?)五期(?:间|末)",  # of a plan; as a number it would count 期
        # 2021年5月1日—6月3日, 2021-05-01
        f"{_YEAR} ?年 ?{_MONTH} ?月 ?{_DAY} ?日?(?: ?{_TO} ?(?:{_YEAR}年)?(?:{_MONTH}月)?{_DAY}日)?{_CLOCK}",
        r"(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?: ?[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?)?",
        # 2023年11月至2024年1月, 8月底的三个月
        f"{_YEAR} ?年 ?{_MONTH} ?月份? ?{_TO} ?{_YEAR} ?年 ?{_MONTH} ?月份?",
        f"(?:{_YEAR} ?年)? ?{_MONTH} ?月份?[底末]?(?:为?止)?的? ?(?:[0-9]{{1,2}}|[三六九]|十二)个月",
        f"[先此]前{_MONTH}个月",  # 与先前3个月比较
        # 2023-24至2027-28年度
        "(?:19|20)[0-9]{2}[-/—][0-9]{2}(?:年度|学年)?[至到](?:19|20)[0-9]{2}[-/—][0-9]{2}(?:年度|学年|财政年度)",
        # 2016—2020年, 2013-14年度
        f"(?:19|20)[0-9]{{2}}(?:年度?)?{_TO}(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})(?:年度|学年|年|财政年度)(?:底|末|间|期间)?",
        "(?:19|20)[0-9]{2}[/-][0-9]{2,4}(?:年度|学年|财政年度)",
        "二[〇零○][〇零○一二三四五六七八九]{2}[/／至-][〇零○一二三四五六七八九]{2}(?:财政年度|学年|年度)",
        # 2021年前三季度, 2021年1—5月, 2021年6月末, 2021年底
        f"{_YEAR} ?年(?:度)?(?:的)? ?{_PART}{_EDGE}",
        f"{_YEAR} ?年(?:年?[末底初]|全年|度|间|内)?",
        # 5月1日至7日, 1—5月, 6月末, 前五个月
        f"{_MONTH} ?月 ?{_DAY} ?日(?: ?{_TO} ?(?:{_MONTH}月)?{_DAY}日)?",
        f"[前头首]{_MONTH}个?月份?",
        f"{_MONTH}(?:月份?)?{_TO}{_MONTH}月份?(?:末|底)?",
        f"{_MONTH}月(?:份|末|底|初)",
        f"{_MONTH}月",
        f"{_QUARTER}(?:末|底)?",
        f"[0-9]{{1,2}}日(?:{_TO}[0-9]{{1,2}}日)?",
        # 08:30:05; without a leading zero it may be the structure of a whole, 25:48:27
        "0[0-9][:：][0-5][0-9][:：][0-5][0-9]|[12]?[0-9][:：](?:0[0-9][:：][0-5][0-9]|[0-5][0-9][:：]0[0-9])",
        "[0-9]{1,2}时[0-9]{1,2}分|[0-9]{1,2}时许?",
    ]
)

# things that are numbered, not ranked: 第七届, 第3号
_NUMBERED = (
    "阶段|梯次|曲线|现场|课堂|车间|生产力|人民|附属|幼儿园|航站楼|跑道|机场|热线|道防线|方面|学期|"
    "届|次|期|批|章|条|节|款|代|产业|季度|个|类|轮|回|集|版|步|梯队|方阵|台|年|辆|"
    "只|颗|例|家|座|所|大|任|卷|部|课|页|场|站|线|书记|动力|时间|完成|责任|医院|中学|小学"
)

# 10万吨级泊位, 百亿元级产业: how large the things of a sort are
_GRADED = "千瓦时|千瓦|兆瓦|吉瓦|GW|MW|吨|元|美元|平方米|亩|千伏|标箱|TEU|立方米|纳米|微米|毫秒"

_WORLD = "(?:世界|亚洲|亚太)"  # before an ordinal it makes a place of it
NAME = "|".join(
    [
        "三次产业|第?[一二三](?:、?第?[一二三]){1,2}(?:产业|产)|第[一二三]产业|[一二三]产业?",
        r"一般(?:公共|债务|贸易|工业|项目)|一带一路|[“\"]一带一路[”\"]|一批次|统一|进一步|第一时间|万一|之一",
        "[两三四五六七八九十]地",
        f"(?:{DIGITS}|[{CHINESE}]{{1,6}})[百千万亿]{{0,2}}(?:{_GRADED})级",
        "共 ?[0-9]{1,4} ?页",
        "[0-9]{2,4}(?:国道|省道|县道|乡道|计划|工程|人才工程)|(?:863|973|985|211)(?:项目|课题|专项|高校|院校)",
        r"[目之此以日当空提生跟面眼事从午史]前",
        "每(?:[0-9]{1,3}|[一十百千])?[万千百]?(?:[人名户亩吨]|公斤|公顷)|每[十百千万亿]+元",
        f"{_WORLD}?第 ?(?:[0-9]{{1,6}}|[{CHINESE}]+) ?(?:{_NUMBERED})",
        f"(?:[{CHINESE}]+)届|[二三四五六七八九]次(?:创业|开发|会议|污染|元|分配|供水|全会|能源)",
        r"[0-9A-Z]{1,12}(?:[+＋][0-9A-ZNX]{1,12})+",
        r"[A-Za-z][A-Za-z.-]{0,12}[0-9][0-9A-Za-z.+-]{0,20}",
        r"[0-9]{3,4}-[0-9]{7,8}",
        r"[〔\[（(][12][0-9]{3}[〕\])）] ?[0-9]{1,9} ?号",
        r"第?[0-9]{1,6}号",
        f"(?:[0-9]{{1,9}}|[{CHINESE}]+)强(?:企业|县|区|市|镇|高校|品牌|园区)?",
        f"(?:[0-9]{{1,9}}|{_SMALL}+)大",
        "[特一二三四五]等[奖功]",
        "[0-9]{1,4}/(?:19|20)[0-9]{2}",  # 编号：48/2024
        "0[0-9]版",
        r"\[[1-9][0-9]?\]",  # a footnote
        r"前 ?[0-9]{1,3}(?:\.[0-9])?[%‰]",  # 全球前1%学科
        "(?:[05-9]0|[89]5)后",  # 90后
        r"[0-9]{1,4}[A-Z](?:级|\+|[0-9A-Za-z]{0,24})",
    ]
)

_FRACTION = f"数?[{CHINESE}]{{1,8}}分之(?:{DIGITS}|[{CHINESE}点]{{1,12}})"
_FRACTION_IN_DIGITS = "[0-9]{1,4}/[0-9]{1,4}"
_ORDINAL = (
    f"倒数第(?:[0-9]{{1,5}}|{_SMALL}+)(?:位|名)?|{_WORLD}?第 ?(?:[0-9]{{1,6}}|[{CHINESE}]+)(?: ?(?:位|名))?"
    f"|首位|榜首|之首|次席|末位|首席|前(?:[0-9]{{1,5}}|{_SMALL}{{1,3}}|百)(?: ?(?:位|名|列|甲|强))?"
)
_HALF = "超过半数|过半数|半数|过半|一半|大半"
_CHINESE_NUMBER = (
    f"[上好][百千万亿]+{ABOUT}?{MULTIPLIER}?|[数几][十百千万亿]+{ABOUT}?{MULTIPLIER}?{ABOUT}?"
    f"|[{_LEADING}][{CHINESE}]*(?:点[一二三四五六七八九零〇○]+)?{ABOUT}?{MULTIPLIER}?{ABOUT}?"
)
# 156亿1,300万, 3万5千: two multipliers, the smaller one last
STEPS = (
    f"(?:{DIGITS} ?兆 ?{DIGITS} ?(?:千亿|百亿|亿)|{DIGITS} ?亿 ?{DIGITS} ?(?:千万|百万|万)"
    f"|{DIGITS} ?万 ?{DIGITS} ?[千百]|{DIGITS} ?千 ?{DIGITS} ?百)"
)
REST = f"{DIGITS} ?[万亿] ?[0-9],?[0-9]{{3}}"  # 17万4,285人, as Taiwan writes it
# 上升500元至20,500元 is no range: what it rose by, and what it came to
MOVED = "(?:上升|上涨|增加|增长|下跌|下降|减少|回落|[升涨增跌降减])(?:约|近|逾|超|至少)?"
_USUAL = (
    "元",
    "美元",
    "港元",
    "澳门元",
    "日元",
    "欧元",
    "人",
    "人次",
    "名",
    "家",
    "个",
    "分",
    "点",
    "倍",
    "%",
    "％",
    "‰",
    "岁",
)
_RATIOS = ("%", "％", "‰", "个百分点", "百分点", "倍")
_LIST_MARK = r"[①-⑳]"
_NOTHING = r"[^\s\S]"  # fits no character


@lru_cache(maxsize=4)
def number(
    units: tuple[str, ...], chinese_units: tuple[str, ...], names: tuple[str, ...], acronyms: tuple[str, ...] = ()
) -> str:
    """The whole pattern, without capture group; `chinese_units` may follow a number written in Chinese numerals,
    `names` hold numerals and state none (四套班子), `acronyms` are measures and no models before a number (GDP850亿元).
    Words that the text does not hold may be left out."""
    unit, chinese_unit = _alternatives(units), _alternatives(chinese_units)
    # 千瓦时, 百分点: the whole unit stands before a multiplier and what is left of the unit
    scaled = _alternatives(_scaled(units))
    chinese_scaled = _alternatives(_scaled(chinese_units))
    # 9大卡 is no name 九大…, 7日元 no day
    like_others = tuple(word for word in units if word[0] in "大日" and len(word) > 1)
    capital = tuple(word for word in units if re.match("[A-Z].*[^0-9A-Za-z]", word))  # 40Gb/s is no name 40Gb
    # Rust factors out what all alternatives begin with, and thereby tries them in another order: they begin unlike
    measured = f"{MULTIPLIER}{ABOUT}? ?(?:{scaled})| ?(?:{scaled})|{MULTIPLIER}?{ABOUT}?{MULTIPLIER}?(?: ?(?:{unit}))?"
    tail = f" ?{ABOUT}?(?:{measured})"
    lower = f"(?: ?(?:{MULTIPLIER}(?:{scaled})|(?:{scaled})|{MULTIPLIER}?(?:{unit})|{MULTIPLIER}))?"
    amount = _alternatives(tuple(word for word in units if word not in _RATIOS))
    # a further copy of all units would make the search a hundred times slower, as its automaton no longer fits:
    # what is said of money, people and shares knows no other
    usual = _alternatives(tuple(word for word in units if word in _USUAL))
    quantity = f"{MOVED}{DIGITS}{MULTIPLIER}?(?:{usual}) ?至|{SPACED} ?{ABOUT}?{MULTIPLIER}?{ABOUT}?(?:{unit})"
    quantity += f"|-?{DIGITS}{lower}(?: {DASH} |{DASH} ?){DIGITS}{tail}"
    quantity += f"|{DIGITS}{MULTIPLIER}? ?[至到] ?{DIGITS}{tail}"
    # 4.5%至5% is a range, 增长12.9%至7.1亿元 are two figures: a ratio goes to the same ratio only
    quantity += f"|{DIGITS}{MULTIPLIER}?(?:{amount}) ?至 ?{DIGITS}(?: ?{MULTIPLIER}?(?:{scaled}|{amount}))"
    quantity += "".join(f"|{DIGITS}{word} ?至 ?{DIGITS}{word}" for word in _RATIOS)
    quantity += f"|{STEPS}(?: ?(?:{unit}))?|{REST} ?(?:{usual})"
    quantity += f"|-?{DIGITS}{tail}\\+?(?:次)?"
    chinese = f"{_SMALL}{{1,3}}{_TO}{_SMALL}{{1,3}}{MULTIPLIER}?(?:{chinese_unit})"
    chinese += "|[一二三四五六七八九两]成(?:半|[一二三四五六七八九])(?:[余多])?|[一二三四五六七八九两]成[余多]?"
    chinese += f"|(?:{_CHINESE_NUMBER})(?:{chinese_scaled})|(?:{_CHINESE_NUMBER})(?:{chinese_unit})"
    return "|".join(
        f"(?:{part})"
        for part in (
            f"(?:{DIGITS}{MULTIPLIER}?|{_CHINESE_NUMBER})(?:{_alternatives(like_others)})",
            TIME,
            _FRACTION,
            # 一点四九分, 三七四点七亿元: nothing but a number is written so
            f"[{CHINESE}]+点[一二三四五六七八九零〇○]+(?:{scaled}|{MULTIPLIER}(?:{scaled})|{MULTIPLIER}?(?:{unit}))",
            *(_alternatives(words) for words in (_longer_than_names(chinese_units, names), names) if words),
            f"{DIGITS}{MULTIPLIER}?(?:{_alternatives(capital)})",
            f"(?:{'|'.join(acronyms) or _NOTHING})(?:-?{DIGITS} ?{MULTIPLIER}?(?:{usual})|[0-9]{{2,3}}\\.[0-9]{{1,2}})",
            NAME,
            _FRACTION_IN_DIGITS,
            _ORDINAL,
            quantity,
            _HALF,
            chinese,
            _LIST_MARK,
        )
    )


def _scaled(units: tuple[str, ...]) -> tuple[str, ...]:
    """Units that begin with a multiplier, and those that with one before them begin like such a unit: 千瓦, 千瓦特."""
    scaled = tuple(word for word in units if word[0] in CHINESE)
    longer = {word[0] + unit for word in scaled for unit in units if (word[0] + unit).startswith(word)}
    return (*scaled, *longer.difference(scaled))


def _longer_than_names(units: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """三星期 and 十分钟 begin like the names 三星 and 十分 and are numbers."""
    cut = [(name[:at], name[at:]) for name in names for at in range(1, len(name)) if not name[:at].strip(CHINESE)]
    return tuple({number + unit for number, rest in cut for unit in units if unit != rest and unit.startswith(rest)})


def _alternatives(words: tuple[str, ...]) -> str:
    """Any of the words, the longer first; of rates (元/人, km/h) numerators and denominators apart.

    Written out, the rates would be most of the pattern, and a pattern so large is searched a hundred times slower.
    """
    numerators = {word.partition("/")[0] for word in words}
    denominators = {word.partition("/")[2] for word in words if "/" in word}
    whole = _any(numerators)
    return f"(?:{whole})(?: ?/ ?(?:{_any(denominators)}))?" if denominators else whole


def _any(words: set[str]) -> str:
    return "|".join(map(_written, sorted(words, key=lambda w: (-len(w), w)))) or _NOTHING


def _written(word: str) -> str:
    """A word as texts write it: if it ends in a Latin letter, with none behind it."""
    return re.escape(word) + (r"(?-u:\b)" if re.search("[A-Za-z]$", word) else "")
