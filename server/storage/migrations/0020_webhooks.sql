-- 0020: other systems that are told over the web of what happened.
--
-- Runs in one transaction, once; same on SQLite and PostgreSQL. At once, also on a full database.
-- Never edited after a release: a later migration repairs it if need be. There is no way down:
-- restore the backup that was taken before.

-- Neither history nor made from it: whom we tell, and how that went. What they are told of is the
-- history itself, read behind looked_ms, so that no act waits for a receiver and none is forgotten.
CREATE TABLE webhook (
    id           {text} PRIMARY KEY,
    organisation {text} NOT NULL,      -- of it, and of what lies below it
    name         {text} NOT NULL,
    url          {text} NOT NULL,
    events       {text} NOT NULL,      -- ",act.recorded,filing.accepted,"
    workflows    {text} NOT NULL,      -- of act.recorded: kinds of case; '': all that may be told
    state        {text} NOT NULL,      -- on, off, failed: switched off after the last try
    secret       {text} NOT NULL,      -- sealed with a key made from the master key, base64
    old_secret   {text} NOT NULL,      -- the same, still good until old_until_ms; '': none
    old_until_ms {integer},
    made_ms      {integer} NOT NULL,
    made_by      {text} NOT NULL,
    changed_ms   {integer} NOT NULL,
    ended_ms     {integer},
    looked_ms    {integer} NOT NULL,   -- entries up to here were looked at
    lease_by     {text} NOT NULL,      -- the server that tells it now
    lease_ms     {integer} NOT NULL    -- until when
) {strict};

-- One thing to tell: the outbox while it waits, the log afterwards; dropped 30 days later.
CREATE TABLE webhook_delivery (
    id          {text} PRIMARY KEY,    -- webhook-id, the same at every try
    webhook     {text} NOT NULL,
    about       {text} NOT NULL,       -- uid of the entry, or duty/<case>/<key>/<due>
    kind        {text} NOT NULL,
    case_number {text} NOT NULL,
    act         {text} NOT NULL,
    happened_ms {integer} NOT NULL,
    body        {text} NOT NULL,       -- the bytes that are signed: no personal value
    state       {text} NOT NULL,       -- waiting, delivered
    attempts    {integer} NOT NULL,
    next_ms     {integer} NOT NULL,    -- not before
    tried_ms    {integer},
    took_ms     {integer} NOT NULL,
    status      {integer} NOT NULL,    -- of the latest answer; 0: there was none
    error       {text} NOT NULL,       -- code of why there was none; ''
    by_hand     {flag} NOT NULL,       -- sent again by somebody
    UNIQUE (webhook, about)
) {strict};
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook, state, happened_ms, about);
CREATE INDEX webhook_delivery_by_time ON webhook_delivery (happened_ms);
