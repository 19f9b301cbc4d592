-- 0011: level-by-level approval, and what people do together on a case.
--
-- Runs in one transaction, once; same on SQLite and PostgreSQL. At once, also on a full database:
-- each ALTER writes a default, the UPDATE writes each case once.
-- Never edited after a release: a later migration repairs it if need be. There is no way down:
-- restore the backup that was taken before.

-- The version at which anything but a comment or the like last changed the case.
ALTER TABLE cases ADD COLUMN content_version {integer} NOT NULL DEFAULT 0;
UPDATE cases SET content_version = version;
-- How many levels above the organisation see the case as it stands; -1: all do. What was filed before
-- this migration is seen by all until the next act on it.
ALTER TABLE cases ADD COLUMN seen_levels {integer} NOT NULL DEFAULT -1;

-- How many people of each level above must accept what is filed for it.
ALTER TABLE duty ADD COLUMN acceptances {integer} NOT NULL DEFAULT 1;

-- What people find in their inbox: a projection of the history.
CREATE TABLE notice (
    id           {text} PRIMARY KEY,   -- uid of the entry, "-" and the running number in it
    kind         {text} NOT NULL,      -- mention, reminder, handed, returned
    person       {text} NOT NULL,      -- '': to the roles at the organisation
    roles        {text} NOT NULL,      -- ",employment_officer,employment_director,"
    organisation {text} NOT NULL,
    about        {text} NOT NULL,      -- key of a duty or a requirement
    case_id      {text} NOT NULL,
    entry        {text} NOT NULL,
    by_actor     {text} NOT NULL,
    at_ms        {integer} NOT NULL
) {strict};
CREATE INDEX notice_by_person ON notice (person, at_ms, id);
CREATE INDEX notice_by_organisation ON notice (organisation, at_ms, id);
CREATE INDEX notice_by_case ON notice (case_id, kind, at_ms);

-- Who has read what. Not history: nobody else needs to know, and it may be forgotten.
CREATE TABLE notice_read (
    notice  {text} NOT NULL,
    person  {text} NOT NULL,
    read_ms {integer} NOT NULL,
    PRIMARY KEY (notice, person)
) {strict};
