-- Grain: one row an observation whose unit is not the one printed behind its digits.
-- Purpose: the unit read a second time and by other means (audit.printed, seeds/unit.csv): else it is that of a neighbour.
-- An amount a head is printed without its denominator (CNY for CNY/person), and a place (位, 名) is one of rank or of people.
SELECT
    f.document_id, f.observation_id, 'unit_measure' AS field, f.unit_measure AS value,
    '“' || f.printed || '” is in ' || p.unit_measure || ': the unit of a neighbouring figure?' AS reason_en,
    '“' || f.printed || '”的单位是 ' || p.unit_measure || '：是否取了相邻数据的单位？' AS reason_zh
FROM audit.figure AS f JOIN audit.printed AS p USING (printed)
WHERE p.digits IS NOT NULL AND p.unit_measure <> f.unit_measure
  AND NOT starts_with(f.unit_measure, p.unit_measure || '/')
  AND f.unit_measure <> 'rank'
