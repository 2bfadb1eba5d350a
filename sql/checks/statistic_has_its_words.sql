-- Grain: one row an increment whose sentence tells of nothing new, or a level in whose clause something is new.
-- Purpose: the statistic read a second time and by other means: how many came in and how many there are was swapped. The
-- words are those of seeds/cue.csv that tell an increment (新增, 新认定, 净增). A total (累计, 总数, 达到) may follow what is
-- new in one clause. Simplified documents only, as the words are.
WITH word AS (
    SELECT list(DISTINCT word) AS words FROM stg.cue WHERE field = 'statistic' AND value = 'increment'
),
said AS (
    SELECT
        f.document_id, f.observation_id, f.statistic,
        substring(s.text, 1, f."start" - f.evidence_start) || f.indicator_text AS sentence,
        regexp_extract(substring(s.text, 1, f."start" - f.evidence_start), '[^，。；：,;:\t\n]*$') AS clause
    FROM audit.figure AS f
    JOIN stg.sentence AS s ON s.document_id = f.document_id AND s.evidence_start = f.evidence_start AND s.evidence_end = f.evidence_end
    JOIN stg.document AS d ON d.document_id = f.document_id
    WHERE f.statistic IN ('level', 'increment') AND coalesce(d.script, 'Hans') = 'Hans' AND f.unit_measure NOT IN ('rank', 'percent')
),
ended AS (
    SELECT
        *, CASE WHEN regexp_matches(clause, '[新净增]') THEN regexp_replace(clause, '.*(累计|总|共|达|至|其中)', '') END AS clause_end
    FROM said
),
judged AS (
    SELECT
        *,
        CASE WHEN statistic = 'increment' THEN NOT list_bool_or([contains(sentence, w) FOR w IN words])
             WHEN clause_end IS NOT NULL THEN list_bool_or([contains(clause_end, w) FOR w IN words])
        END AS is_doubted
    FROM ended, word
)
SELECT
    document_id, observation_id, 'statistic' AS field, statistic AS value,
    CASE statistic WHEN 'increment' THEN 'its sentence tells of nothing new: a level?'
                   ELSE 'its clause tells of something new: an increment?' END AS reason_en,
    CASE statistic WHEN 'increment' THEN '所在句没有“新增”一类词语：应为水平值？' ELSE '所在分句有“新增”一类词语：应为增量？' END AS reason_zh
FROM judged
WHERE is_doubted
