-- Grain: a document that was ever staged, with the state that its captures give it.
-- Live where a capture stands; gone where none stands but one was not replaced; superseded where at each of its places
-- a newer document stood later. A document without captures is live: nobody looked whether it still stands.
-- Its story is that of its text (document_story: made by stories.py).
WITH known AS (
    SELECT
        document_id, text_sha256, text_length, format, encoding, script, title, publisher, published_date, region_code,
        title_method, publisher_method, published_method, region_method,
        document_id IN (SELECT document_id FROM withheld WHERE observation_id IS NULL) AS is_quarantined
    FROM stg.document
    UNION ALL
    SELECT
        document_id, text_sha256, text_length, format, encoding, script, title, publisher, published_date, region_code,
        title_method, publisher_method, published_method, region_method, is_quarantined
    FROM dim_document
    WHERE recorded_to IS NULL AND document_id NOT IN (SELECT document_id FROM stg.document)
),
place AS (
    SELECT
        capture_id, document_id, seen_from, gone_at,
        first_value(document_id) OVER (
            PARTITION BY locator
            ORDER BY coalesce(seen_to, TIMESTAMP '9999-12-31') DESC, seen_from DESC, capture_id DESC
        ) AS newest_document_id
    FROM dim_capture
    WHERE recorded_to IS NULL
),
judged AS (
    SELECT
        capture_id, document_id, seen_from, gone_at, newest_document_id,
        CASE
            WHEN document_id <> newest_document_id THEN 'superseded'
            WHEN gone_at IS NOT NULL THEN 'gone'
            ELSE 'live'
        END AS state
    FROM place
),
stand AS (
    SELECT
        document_id,
        bool_or(state = 'live') AS is_live,
        bool_or(state = 'gone') AS is_gone,
        max(gone_at) AS gone_at,
        max(newest_document_id) FILTER (WHERE state = 'superseded') AS superseded_by
    FROM judged
    GROUP BY document_id
),
seen_at AS (
    SELECT document_id, capture_id
    FROM judged
    QUALIFY row_number() OVER (
        PARTITION BY document_id ORDER BY (state = 'live') DESC, seen_from DESC, capture_id DESC
    ) = 1
),
stated AS (
    SELECT
        known.*,
        seen_at.capture_id,
        CASE
            WHEN stand.document_id IS NULL OR stand.is_live THEN 'live'
            WHEN stand.is_gone THEN 'gone'
            ELSE 'superseded'
        END AS state,
        stand.gone_at AS last_gone_at,
        stand.superseded_by AS newer_document_id
    FROM known
    LEFT JOIN stand ON stand.document_id = known.document_id
    LEFT JOIN seen_at ON seen_at.document_id = known.document_id
)
SELECT
    stated.document_id, stated.text_sha256, stated.text_length, stated.format, stated.encoding, stated.script,
    stated.title, stated.publisher, stated.published_date, stated.region_code,
    stated.title_method, stated.publisher_method, stated.published_method, stated.region_method,
    stated.capture_id,
    stated.state,
    CASE WHEN stated.state = 'gone' THEN stated.last_gone_at END AS gone_at,
    CASE WHEN stated.state = 'superseded' THEN coalesce(old.superseded_at, this_run.recorded_at) END AS superseded_at,
    CASE WHEN stated.state = 'superseded' THEN stated.newer_document_id END AS superseded_by,
    stated.is_quarantined,
    document_story.story_id
FROM stated
CROSS JOIN this_run
JOIN document_story ON document_story.document_id = stated.document_id
LEFT JOIN dim_document AS old ON old.document_id = stated.document_id AND old.recorded_to IS NULL;
