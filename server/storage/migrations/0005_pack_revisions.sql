-- 0003: every revision of a rule pack that was ever published.
--
-- Runs in one transaction, once; same on SQLite and PostgreSQL. At once, also on a full database.
-- Never edited after a release: a later migration repairs it if need be. There is no way down:
-- restore the backup that was taken before.
--
-- The bytes of the files stand in `definition` under the same hash. A revision is never deleted:
-- cases stay pinned to it. Only `state`, `changed` and the times of a change of state are ever
-- written again.

CREATE TABLE pack_revision (
    hash         {text} PRIMARY KEY,
    id           {text} NOT NULL,
    revision     {integer} NOT NULL,
    signature    {text} NOT NULL,     -- Ed25519, base64; '' when it came with the program
    signed_by    {text} NOT NULL,     -- fingerprint of the public key; '' when not signed
    authors      {text} NOT NULL,     -- JSON list, as the manifest has them
    published_by {text} NOT NULL,     -- key of the actor; 'system' at the first start
    published_ms {integer} NOT NULL,
    effective    {text} NOT NULL,     -- ISO date: results dated before it were not to change
    state        {text} NOT NULL,     -- live, superseded, retired
    changed      {integer} NOT NULL,  -- the edition that gave it this state: 1, 2, 3 …
    UNIQUE (id, revision)
) {strict};
CREATE UNIQUE INDEX pack_revision_live ON pack_revision (id) WHERE state = 'live';
