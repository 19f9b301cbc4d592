-- 0017 on SQLite: check-in at the door of an event.
--
-- Runs in one transaction, once. At once, also on a full database. Never edited after a release: a
-- later migration repairs it if need be. There is no way down: restore the backup from before.

-- Devices at the door of an event. Of the secret in the link of one only its SHA-256 is kept. Not
-- history: what a device counts stands in the case, by acts of whoever opened it.
CREATE TABLE door (
    id         {text} PRIMARY KEY,
    case_id    {text} NOT NULL,
    account    {text} NOT NULL,      -- of the officer who opened it
    actor      {text} NOT NULL,      -- their key in the history
    label      {text} NOT NULL,      -- where it stands: 东门
    token_hash {text} NOT NULL UNIQUE,
    made_ms    {integer} NOT NULL,
    expires_ms {integer} NOT NULL,
    ended_ms   {integer},
    used_ms    {integer}
) {strict};
CREATE INDEX door_by_case ON door (case_id, made_ms);

-- What a device sent and was written: sent again it is written once.
CREATE TABLE door_batch (
    door         {text} NOT NULL,
    batch_key    {text} NOT NULL,
    request_hash {text} NOT NULL,
    version      {integer} NOT NULL,  -- of the case, after it
    at_ms        {integer} NOT NULL,
    PRIMARY KEY (door, batch_key)
) {strict};

-- Phones that were counted by the code on a device: one line a browser and event, which tells two of
-- them apart and nothing else. Dropped a month later.
CREATE TABLE door_pass (
    marker   {text} PRIMARY KEY,     -- HMAC of the event and a random number of the browser
    door     {text} NOT NULL,
    step     {integer} NOT NULL,     -- of the code that was scanned
    identity {text} NOT NULL,        -- 毕业生, 其他
    at_ms    {integer} NOT NULL,
    booked   {flag} NOT NULL         -- whether it stands in the case
) {strict};
CREATE INDEX door_pass_by_door ON door_pass (door, booked, step);
