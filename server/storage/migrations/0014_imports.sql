-- 0014: lists that were brought in, so that one can be taken back as a whole.
--
-- Runs in one transaction, once; same on SQLite and PostgreSQL. About 1 s for a million facts.
-- Never edited after a release: a later migration repairs it if need be. There is no way down:
-- restore the backup that was taken before.

-- Not a projection: which cases came by one file. What was done to each stands in its history, and
-- stays there when these tables are lost.
CREATE TABLE import_run (
    id         {text} PRIMARY KEY,
    kind       {text} NOT NULL,      -- employers, events, visits, counts
    org_path   {text} NOT NULL,
    actor      {text} NOT NULL,
    file_name  {text} NOT NULL,
    file_hash  {text} NOT NULL,
    row_count  {integer} NOT NULL,
    at_ms      {integer} NOT NULL,
    undone_ms  {integer},
    undone_by  {text} NOT NULL       -- '': not undone
) {strict};
CREATE INDEX import_run_by_time ON import_run (at_ms);

CREATE TABLE import_case (
    run     {text} NOT NULL,
    place   {integer} NOT NULL,
    case_id {text} NOT NULL,
    version {integer} NOT NULL,      -- of the case after it was written
    row_key {text} NOT NULL,         -- '': the case was opened; else the row that was written
    PRIMARY KEY (run, place)
) {strict};

-- Whether anything names an employer, whatever it is.
CREATE INDEX fact_of_employer ON fact (employer) WHERE voided_by = '' AND employer <> '';
