-- Who looked at personal values or took files out, when and why; and what is open to whom.

CREATE TABLE access_entry (
    uid        {text} PRIMARY KEY,
    at_ms      {integer} NOT NULL,
    actor      {text} NOT NULL,       -- pseudonym
    action     {text} NOT NULL,       -- open_personal, read_document, export, sign_in, …
    subject    {text} NOT NULL,       -- id of the case, document, table or account; may be empty
    org_path   {text} NOT NULL,       -- whose it is
    detail     {text} NOT NULL,       -- canonical JSON: no personal value
    reason     {text} NOT NULL,       -- as it was stated
    peer       {text} NOT NULL,       -- address of the client
    leaf       {text} NOT NULL        -- SHA-256 over the canonical bytes of the line, hex
) {strict};
CREATE INDEX access_by_time ON access_entry (at_ms);
CREATE INDEX access_by_subject ON access_entry (subject);

CREATE TABLE opening (
    actor    {text} NOT NULL,
    case_id  {text} NOT NULL,
    until_ms {integer} NOT NULL,
    PRIMARY KEY (actor, case_id)
) {strict};

CREATE INDEX register_by_organisation ON register_record (kind, organisation);
