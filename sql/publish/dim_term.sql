-- Grain: a wording ever published, bound with the vocabulary in force (bound_term: made by publish.py).
SELECT md5(indicator_text) AS term_id, indicator_text, term, indicator_id
FROM bound_term;
