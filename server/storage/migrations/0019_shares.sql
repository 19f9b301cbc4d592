-- 0019: links by which somebody without an account reads a brief.
--
-- Runs in one transaction, once; same on SQLite and PostgreSQL. At once, also on a full database.
-- Never edited after a release: a later migration repairs it if need be. There is no way down:
-- restore the backup that was taken before.

-- Of the secret only its SHA-256 is kept. What a link shows is read anew each time, with the eyes of
-- whoever made it on that day, and holds no personal values.
CREATE TABLE share (
    id         {text} PRIMARY KEY,
    account    {text} NOT NULL,
    name       {text} NOT NULL,      -- for whom
    token_hash {text} NOT NULL UNIQUE,
    made_ms    {integer} NOT NULL,
    expires_ms {integer} NOT NULL,
    revoked_ms {integer},
    used_ms    {integer},
    uses       {integer} NOT NULL
) {strict};
CREATE INDEX share_by_account ON share (account);
