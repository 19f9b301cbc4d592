-- 0018 on PostgreSQL: what became of holding histories against their hashes: who did it, when, over which
-- cases, and what was found.
--
-- Runs in one transaction, once. At once, also on a full database.
-- Never edited after a release: a later migration repairs it if need be. There is no way down:
-- restore the backup that was taken before.

-- Not part of the history and not made from it: what it says is about the history.
CREATE TABLE verification (
    id          {text} PRIMARY KEY,
    begun_ms    {integer} NOT NULL,
    finished_ms {integer},                -- NULL: not all cases were held against theirs yet
    actor       {text} NOT NULL,
    org_path    {text} NOT NULL,          -- of whoever did it
    scope       {text} NOT NULL,          -- JSON: which cases were meant
    next_before {text} NOT NULL,          -- number of the case after which to go on
    cases       {integer} NOT NULL,
    entries     {integer} NOT NULL,
    broken      {integer} NOT NULL,       -- cases with something that is not as their history says
    tip         {text} NOT NULL           -- SHA-256 over numbers and latest leaves, see acts/verification
) {strict};
CREATE INDEX verification_by_time ON verification (begun_ms);

-- The latest of each case.
CREATE TABLE case_check (
    case_id     {text} PRIMARY KEY,
    at_ms       {integer} NOT NULL,
    actor       {text} NOT NULL,
    version     {integer} NOT NULL,       -- entries that the case had
    leaf        {text} NOT NULL,          -- of the latest of them
    faults      {integer} NOT NULL,
    first_fault {text} NOT NULL           -- JSON; empty: none
) {strict};

-- Seen with the case, as in 0009.
ALTER TABLE case_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_check FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON case_check USING (
    (SELECT current_setting('beihui.wall', true)) = '/'
    OR EXISTS (SELECT FROM cases WHERE cases.id = case_check.case_id)
);
