-- 0015: calendars that people subscribe to, each by an address of its own that holds a secret.
--
-- Runs in one transaction, once; same on SQLite and PostgreSQL. At once, also on a full database.
-- Never edited after a release: a later migration repairs it if need be. There is no way down:
-- restore the backup that was taken before.

-- Of the secret only its SHA-256 is kept. What an address shows is read anew each time, with the eyes
-- of its owner on that day.
CREATE TABLE calendar_feed (
    id         {text} PRIMARY KEY,
    account    {text} NOT NULL,
    name       {text} NOT NULL,
    token_hash {text} NOT NULL UNIQUE,
    layers     {text} NOT NULL,      -- of what it tells: ",event,duty,visit,"
    language   {text} NOT NULL,      -- zh, en
    made_ms    {integer} NOT NULL,
    revoked_ms {integer},
    used_ms    {integer}
) {strict};
CREATE INDEX calendar_feed_by_account ON calendar_feed (account);
-- What happens between two days is looked up by them.
CREATE INDEX cases_by_start ON cases (starts_on);
