-- 0010: passwords that people choose, sessions that can be listed, second factors, API tokens and
-- what slows whoever guesses.
--
-- Runs in one transaction, once; same on SQLite and PostgreSQL. At once, also on a full database.
-- Everybody signs in anew afterwards: a session of before does not say where it was opened.
-- Never edited after a release: a later migration repairs it if need be. There is no way down:
-- restore the backup that was taken before.
--
-- No secret stands here in clear: of what a person or a program holds only the SHA-256 or an HMAC
-- under the master key is kept, and the secret of a second factor is sealed with that key.

-- What a login is looked up by: half width, small letters. 'Wang' and 'wang' are one login.
ALTER TABLE account ADD COLUMN login_key {text} NOT NULL DEFAULT '';
-- Of two old logins that differ in case only, the one in small letters is found from now on; the
-- other account needs another login.
UPDATE account SET login_key = CASE
    WHEN (SELECT COUNT(*) FROM account other WHERE lower(other.login) = lower(account.login)) = 1
    THEN lower(login) ELSE login END;
CREATE UNIQUE INDEX account_by_login_key ON account (login_key);
-- Made with the demonstration: no second factor is asked.
ALTER TABLE account ADD COLUMN demonstration {flag} NOT NULL DEFAULT 0;

DELETE FROM session;
ALTER TABLE session ADD COLUMN id {text} NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN host {text} NOT NULL DEFAULT '';     -- name it was opened at
ALTER TABLE session ADD COLUMN device {text} NOT NULL DEFAULT '';   -- 'Chrome · Windows'
ALTER TABLE session ADD COLUMN address {text} NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN confirmed_ms {integer};              -- NULL: never
CREATE UNIQUE INDEX session_by_id ON session (id);

-- A browser from which somebody signed in: strangers who guess do not slow it.
CREATE TABLE device (
    token_hash {text} PRIMARY KEY,
    account    {text} NOT NULL,
    seen_ms    {integer} NOT NULL
) {strict};
CREATE INDEX device_by_account ON device (account, seen_ms);

-- Tries that did not succeed. `counter` is what the tries count for (an HMAC, never what was typed).
CREATE TABLE sign_in_try (
    id      {text} PRIMARY KEY,
    counter {text} NOT NULL,
    login   {text} NOT NULL,     -- HMAC of the login
    address {text} NOT NULL,
    network {text} NOT NULL,     -- its /24, or its /64
    at_ms   {integer} NOT NULL
) {strict};
CREATE INDEX sign_in_try_by_counter ON sign_in_try (counter, at_ms);
CREATE INDEX sign_in_try_by_address ON sign_in_try (address, at_ms);
CREATE INDEX sign_in_try_by_network ON sign_in_try (network, at_ms);
CREATE INDEX sign_in_try_by_time ON sign_in_try (at_ms);
-- A row that is written before a counter is read, so that no two read it at once.
CREATE TABLE sign_in_counter (
    counter {text} PRIMARY KEY,
    at_ms   {integer} NOT NULL
) {strict};
CREATE INDEX sign_in_counter_by_time ON sign_in_counter (at_ms);

-- Codes that let somebody choose a password once.
CREATE TABLE one_time_code (
    code_hash  {text} PRIMARY KEY,
    kind       {text} NOT NULL,      -- setup, password
    account    {text} NOT NULL,      -- '' for setup
    made_by    {text} NOT NULL,      -- key of the actor; 'system'
    made_ms    {integer} NOT NULL,
    expires_ms {integer} NOT NULL,
    used_ms    {integer}
) {strict};
CREATE INDEX one_time_code_by_account ON one_time_code (account);

-- Time-based codes (RFC 6238). `pending` is a secret that was shown and not confirmed yet.
CREATE TABLE second_factor (
    account   {text} PRIMARY KEY,
    secret    {text} NOT NULL,       -- sealed; '' until confirmed
    pending   {text} NOT NULL,       -- sealed; '' when there is none
    last_step {integer} NOT NULL,    -- of the last code that was taken: a code works once
    since_ms  {integer}
) {strict};
CREATE TABLE recovery_code (
    account   {text} NOT NULL,
    code_hash {text} NOT NULL,
    used_ms   {integer},
    PRIMARY KEY (account, code_hash)
) {strict};

CREATE TABLE api_token (
    id           {text} PRIMARY KEY,
    account      {text} NOT NULL,
    name         {text} NOT NULL,
    secret_hash  {text} NOT NULL,
    scope        {text} NOT NULL,     -- read, write
    organisation {text} NOT NULL,
    addresses    {text} NOT NULL,     -- separated by commas; '' takes any
    made_ms      {integer} NOT NULL,
    expires_ms   {integer} NOT NULL,
    revoked_ms   {integer},
    used_ms      {integer},
    used_from    {text} NOT NULL
) {strict};
CREATE INDEX api_token_by_account ON api_token (account);
