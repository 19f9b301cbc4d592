-- 0012: who signs in through another system.
--
-- Runs in one transaction, once; same on SQLite and PostgreSQL. At once, also on a full database.
-- Never edited after a release: a later migration repairs it if need be. There is no way down:
-- restore the backup that was taken before.

-- Whom another system vouches for is this account. Issuer and subject never pass to somebody else;
-- names, numbers and addresses do, so that none of them is here.
CREATE TABLE account_link (
    id      {text} PRIMARY KEY,
    issuer  {text} NOT NULL,
    subject {text} NOT NULL,
    account {text} NOT NULL,
    made_by {text} NOT NULL,     -- key of the actor; 'system' on the command line
    made_ms {integer} NOT NULL,
    UNIQUE (issuer, subject)
) {strict};
CREATE INDEX account_link_by_account ON account_link (account);

-- What was good for one sign-in and has been used: begun sign-ins, codes and tickets, by SHA-256.
-- Kept as long as any of them could be used again, and with the session that it opened, so that the
-- other system can end it, as long as that could last.
CREATE TABLE used_once (
    mark    {text} PRIMARY KEY,
    used_ms {integer} NOT NULL,
    session {text} NOT NULL      -- its id; '' when there is none to be ended
) {strict};
CREATE INDEX used_once_by_time ON used_once (used_ms);
