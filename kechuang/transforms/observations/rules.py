"""Which rule decided each field of a figure, by name, for the reader who doubts it (docs/extraction.md tells them)."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

FIELDS = (
    "unit_measure",
    "qualifier",
    "statistic",
    "comparison",
    "time_basis",
    "obs_status",
    "indicator_text",
    "ref_area",
    "subject",
    "scope",
    "time_period",
    "part_of",
)

_NAMED_BY = {
    "left": "name before",
    "right": "name after",
    "dependent": "measure of the name before",
    "force": "name in force",
    "pair": "names in turn",
    "each": "each of the names",
    "group": "members of a grouped word",
    "turn": "name told before, in turn",
}


def name(figures: pl.DataFrame) -> pl.DataFrame:
    """figures (kinds.find) -> rule_<field> for each of FIELDS; null where the field is."""
    cell = c("in_cell")
    later = c("member") > 0
    return figures.with_columns(
        rule_unit_measure=_first(
            (cell & (c("unit_word") == ""), "head of the table"),
            (c("is_hundred"), "parts of a whole"),
            (c("is_ratio"), "ratio"),
            (c("before_currency").is_not_null(), "currency before"),
            ((c("unit_word") == "") & c("later_unit").is_not_null(), "shared by the list"),
            ((c("unit_word") == "") & c("cue").is_not_null(), "noun measured"),
            (c("unit_word") == "", "bare"),
            otherwise="printed",
        ),
        rule_qualifier=_first(
            (c("qualifier") == "exact", "no word of bound"),
            (c("inner_qualifier") == c("qualifier"), "in the number"),
            (c("after_qualifier") == c("qualifier"), "word after"),
            (c("by_left"), "word before"),
            (c("is_listed"), "shared by the list"),
            otherwise="word near",
        ),
        rule_statistic=_first(
            (cell, "head of the table"),
            (c("unit_measure") == "rank", "place"),
            (c("unit_measure") == "percentage_point", "points are changes"),
            (c("statistic").is_in(["growth_rate", "change"]) & (c("last_up") >= c("segment_first")), "word of rise"),
            (c("statistic").is_in(["growth_rate", "change"]) & (c("last_down") >= c("segment_first")), "word of fall"),
            (c("statistic").is_in(["growth_rate", "change"]), "shared by the list"),
            ((c("statistic") == "share") & within("share", "segment"), "word of share"),
            (c("statistic") == "share", "part of a whole"),
            ((c("statistic") == "increment") & within("increment", "segment"), "verb of coming in"),
            (c("statistic") == "increment", "verb reaches over the list"),
            otherwise="no word of movement",
        ),
        rule_comparison=_first(
            (c("comparison").is_null(), None),
            (cell, "head of the table"),
            (c("compares_regions"), "regions compared with in turn"),
            (within("comparison", "segment"), "word of comparison"),
            (c("comparison") == c("base_area"), "region compared with"),
            (c("comparison") == c("base_year"), "period compared with"),
            otherwise="shared by the list",
        ),
        rule_time_basis=_first(
            (c("time_basis") == "period", "no word of rate"),
            (within("basis", "segment"), "word in the clause"),
            otherwise="shared by the list",
        ),
        rule_obs_status=_first(
            (c("obs_status") == "actual", "no word of plan"),
            (c("is_future"), "period after publication"),
            (cell, "head of the table"),
            (within("status", "sentence"), "word in the sentence"),
            (within("will", "clause"), "will"),
            (c("obs_status") == "provisional", "word of first account"),
            otherwise="section of plans",
        ),
        rule_indicator_text=pl.when(cell)
        .then(pl.lit("heads of row and column"))
        .otherwise(c("named_by").replace(_NAMED_BY)),
        rule_ref_area=_first(
            (c("ref_area").is_null(), None),
            (cell & c("cell_area").is_not_null(), "row of the table"),
            (c("take").is_not_null() | c("each_area"), "list of regions"),
            (c("is_figure") & (c("area") == c("ref_area")), "regions counted"),
            (c("area_in_force") == c("ref_area"), "named in the text"),
            (c("ref_area") == c("near_area"), "beside the number"),
            otherwise="the document's own",
        ),
        rule_subject=_first(
            (c("subject_from").is_null(), None),
            (c("by_topic"), "what the document is about"),
            otherwise="organisation in force",
        ),
        rule_scope=_first(
            (c("scope").is_null(), None),
            (within("area", "segment") & (c("scope") == c("near_area")), "area beside the rank"),
            (later, "shared by the list"),
            (c("scope") == c("region_code"), "the document's own"),
            otherwise="told before",
        ),
        rule_time_period=_first(
            (cell & (c("cell_grain").is_not_null() | c("cell_year").is_not_null()), "head of the table"),
            (c("p_year").is_null(), "not told"),
            (c("moment") >= c("clause_first"), "told in the clause"),
            (c("moment") >= c("sentence_first"), "told in the sentence"),
            otherwise="in force",
        ),
        rule_part_of=_first(
            (c("part_start").is_null(), None),
            (cell, "marked row"),
            (c("last_part").fill_null(-1) >= c("sentence_first"), "其中"),
            (c("last_whole").fill_null(-1) > c("last_number").fill_null(-1), "中有"),
            (c("counted"), "of those counted"),
            otherwise="counts that sum to it",
        ),
    )


def _first(*cases: tuple[pl.Expr, str | None], otherwise: str | None = None) -> pl.Expr:
    """The name of the first case that holds."""
    return pl.coalesce(
        *(
            pl.when(case.fill_null(False)).then(pl.lit(name if name is not None else "", dtype=pl.String))
            for case, name in cases
        ),
        pl.lit(otherwise, dtype=pl.String),
    ).replace({"": None})
