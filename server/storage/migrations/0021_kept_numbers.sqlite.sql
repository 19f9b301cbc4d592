-- 0021: numbers that were counted, kept to be counted on from; and the indexes of facts for it.
--
-- Runs in one transaction, once; as 0021 on PostgreSQL, but for row-level security. Writes indexes over the facts: about 5 s for a million of
-- them. Never edited after a release: a later migration repairs it if need be. There is no way down: restore the backup that was taken before.

-- The entries that were given a position in the log of their organisation, in the order in which they
-- were given it. Only the last of them are kept, and none of before this table was there.
CREATE TABLE entry_order (
    pos     {integer} PRIMARY KEY,
    uid     {text} NOT NULL,
    case_id {text} NOT NULL
) {strict};

-- What a question about facts was answered when the entries up to `pos`, and no others, had been made.
CREATE TABLE kept_number (
    id       {text} PRIMARY KEY,       -- SHA-256 of the question, hex
    question {text} NOT NULL,          -- canonical JSON, see storage/kept_question.hpp
    org_path {text} NOT NULL,          -- of the subtree asked for
    value    {integer} NOT NULL,
    facts    {integer} NOT NULL,       -- of the kind in the subtree when it was counted, about
    pos      {integer} NOT NULL,
    moves    {integer} NOT NULL,       -- tree_at.moves then
    asked_ms {integer} NOT NULL        -- when it was last asked for, to the day
) {strict};

-- How often facts were put elsewhere in the tree.
ALTER TABLE tree_at ADD COLUMN moves {integer} NOT NULL DEFAULT 0;

-- A school is found without reading the nation.
CREATE INDEX fact_by_place ON fact (kind, org_path, on_date);
DROP INDEX fact_by_day;
-- With the employer first it serves what fact_of_employer did as well.
DROP INDEX fact_by_employer;
DROP INDEX fact_of_employer;
CREATE INDEX fact_by_employer ON fact (employer, kind, on_date);
CREATE INDEX fact_by_person ON fact (person) WHERE person <> '';
-- Most happen at their own case, and are found by it.
CREATE INDEX fact_by_occasion ON fact (occasion) WHERE occasion <> case_id;
