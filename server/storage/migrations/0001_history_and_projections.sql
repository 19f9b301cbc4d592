-- 0001: the history, and what is read off it.
--
-- Runs in one transaction, once. At once on a new database.
-- Never edited after a release: a later migration repairs it if need be. There is no way down:
-- restore the backup that was taken before.
--
-- {integer} {flag} {text} {strict} are explained in storage/migrations.hpp. Times are milliseconds
-- since 1970 in UTC, days are ISO text, hashes hex, sealed values base64: no column is binary, since
-- SOCI stores binary values on PostgreSQL as large objects. '' stands for "none" in texts.

-- --- The history. Append-only: 0002 adds the triggers. ------------------------------------------

CREATE TABLE entry (
    uid           {text} PRIMARY KEY,
    tenant        {text} NOT NULL,
    seq           {integer},           -- position in the log of the tenant; NULL until sequenced
    case_id       {text} NOT NULL,
    case_seq      {integer} NOT NULL,
    at_ms         {integer} NOT NULL,
    valid_at_ms   {integer},
    actor         {text} NOT NULL,
    act           {text} NOT NULL,
    body          {text} NOT NULL,     -- the bytes that are hashed
    trace_hash    {text} NOT NULL,
    pack_hash     {text} NOT NULL,     -- of the packs used, separated by spaces
    calendar_hash {text} NOT NULL,
    leaf          {text} NOT NULL,
    UNIQUE (tenant, seq),
    UNIQUE (case_id, case_seq)
) {strict};
CREATE INDEX entry_by_time ON entry (at_ms, uid);
CREATE INDEX entry_not_sequenced ON entry (tenant, at_ms, uid) WHERE seq IS NULL;

-- Personal values, outside the hashed bytes. The salt is sealed with the value: with the salt in
-- clear, a short value could be found from its commitment after its key was destroyed.
CREATE TABLE field (
    uid     {text} NOT NULL,           -- of the entry
    name    {text} NOT NULL,
    tenant  {text} NOT NULL,
    subject {text} NOT NULL,           -- whom it is about
    key_id  {text} NOT NULL,
    sealed  {text} NOT NULL,           -- salt and value, AES-256-GCM, base64
    PRIMARY KEY (uid, name)
) {strict};
CREATE INDEX field_by_subject ON field (subject);

CREATE TABLE subject_key (
    id      {text} PRIMARY KEY,
    subject {text} NOT NULL UNIQUE,
    wrapped {text} NOT NULL            -- the key, sealed with the master key, base64
) {strict};

CREATE TABLE trace (
    hash {text} PRIMARY KEY,
    json {text} NOT NULL
) {strict};

CREATE TABLE definition (
    hash     {text} PRIMARY KEY,
    kind     {text} NOT NULL,
    id       {text} NOT NULL,
    revision {integer} NOT NULL,
    bytes    {text} NOT NULL           -- base64
) {strict};

-- --- Projections: `beihui history rebuild` makes them again from the entries. -------------------

CREATE TABLE cases (
    id                {text} PRIMARY KEY,
    number            {text} NOT NULL UNIQUE,
    organisation      {text} NOT NULL,
    org_path          {text} NOT NULL,
    workflow          {text} NOT NULL,
    workflow_revision {integer} NOT NULL,
    workflow_hash     {text} NOT NULL,
    stage             {text} NOT NULL,
    version           {integer} NOT NULL,
    title             {text} NOT NULL,
    packs             {text} NOT NULL, -- canonical JSON
    data              {text} NOT NULL, -- canonical JSON
    starts_on         {text} NOT NULL,
    ends_on           {text} NOT NULL,
    open_items        {integer} NOT NULL,
    reopened          {integer} NOT NULL,
    closed            {flag} NOT NULL,
    opened_ms         {integer} NOT NULL,
    changed_ms        {integer} NOT NULL,
    opened_by         {text} NOT NULL,
    search            {text} NOT NULL  -- number and title, lower case, half width
) {strict};
CREATE INDEX cases_by_path ON cases (org_path);
CREATE INDEX cases_by_changed ON cases (changed_ms, id);

CREATE TABLE case_row (
    case_id {text} NOT NULL,
    form    {text} NOT NULL,
    row_key {text} NOT NULL,
    data    {text} NOT NULL,
    version {integer} NOT NULL,
    made_by {text} NOT NULL,
    PRIMARY KEY (case_id, form, row_key)
) {strict};

-- One a_ column for each attribute of domain/fact.cpp; NULL: the fact does not carry it.
CREATE TABLE fact (
    id              {text} PRIMARY KEY,
    kind            {text} NOT NULL,
    fact_key        {text} NOT NULL,
    case_id         {text} NOT NULL,
    occasion        {text} NOT NULL,
    organisation    {text} NOT NULL,
    org_path        {text} NOT NULL,
    on_date         {text} NOT NULL,
    employer        {text} NOT NULL,
    person          {text} NOT NULL,
    item            {text} NOT NULL,
    quantity        {integer} NOT NULL,
    circulars       {text} NOT NULL,   -- ",2026-youqi,2026-other,"; '' when none binds
    made_by         {text} NOT NULL,
    made_ms         {integer} NOT NULL,
    voided_by       {text} NOT NULL,
    voided_ms       {integer},
    a_attended      {flag},
    a_campus        {flag},
    a_cancelled_on  {text},
    a_cohort        {integer},
    a_completed     {flag},
    a_enterprise    {flag},
    a_estimated     {flag},
    a_field         {text},
    a_form          {text},
    a_held          {flag},
    a_identity      {text},
    a_interns       {integer},
    a_kind          {text},
    a_known_after_due {flag},
    a_mode          {text},
    a_newly_opened  {flag},
    a_on_time       {flag},
    a_place         {text},
    a_posts         {integer},
    a_province      {text},
    a_reviewed      {flag},
    a_role          {text},
    a_signed_on     {text},
    a_size          {text},
    a_size_class    {text},
    a_srdi          {flag},
    a_withdrawn     {flag}
) {strict};
CREATE INDEX fact_by_case ON fact (case_id);
CREATE UNIQUE INDEX fact_live ON fact (case_id, kind, fact_key) WHERE voided_by = '';
CREATE INDEX fact_by_day ON fact (kind, on_date);
CREATE INDEX fact_by_employer ON fact (kind, employer, on_date);

CREATE TABLE duty (
    case_id    {text} NOT NULL,
    duty_key   {text} NOT NULL,
    pack       {text} NOT NULL,
    clause     {text} NOT NULL,
    title_zh   {text} NOT NULL,
    title_en   {text} NOT NULL,
    owner      {text} NOT NULL,
    form       {text} NOT NULL,
    due_ms     {integer},              -- NULL: never overdue
    due_source {text} NOT NULL,
    state      {text} NOT NULL,
    done_ms    {integer},
    PRIMARY KEY (case_id, duty_key)
) {strict};
CREATE INDEX duty_by_due ON duty (state, due_ms);

CREATE TABLE document (
    id      {text} PRIMARY KEY,
    case_id {text} NOT NULL,
    name    {text} NOT NULL,
    media   {text} NOT NULL,
    kind    {text} NOT NULL,
    sha256  {text} NOT NULL,
    size    {integer} NOT NULL
) {strict};
CREATE INDEX document_by_case ON document (case_id);

CREATE TABLE register_record (
    id           {text} NOT NULL,
    kind         {text} NOT NULL,
    organisation {text} NOT NULL,
    code         {text} NOT NULL,
    name         {text} NOT NULL,
    status       {text} NOT NULL,
    data         {text} NOT NULL,      -- canonical JSON
    search       {text} NOT NULL,      -- name and code, lower case, half width
    PRIMARY KEY (id, kind)
) {strict};
CREATE INDEX register_by_code ON register_record (kind, code) WHERE code <> '';

-- --- What is neither history nor read off it. -----------------------------------------------------

CREATE TABLE document_bytes (
    sha256 {text} NOT NULL,
    part   {integer} NOT NULL,         -- 0, 1, 2 …; each at most 1 MiB of base64
    bytes  {text} NOT NULL,
    PRIMARY KEY (sha256, part)
) {strict};

CREATE TABLE counter (
    series {text} NOT NULL,
    year   {integer} NOT NULL,
    last   {integer} NOT NULL,
    PRIMARY KEY (series, year)
) {strict};

CREATE TABLE idempotency (
    actor        {text} NOT NULL,
    request_key  {text} NOT NULL,
    request_hash {text} NOT NULL,
    status       {integer} NOT NULL,
    body         {text} NOT NULL,
    headers      {text} NOT NULL,
    at_ms        {integer} NOT NULL,
    PRIMARY KEY (actor, request_key)
) {strict};
CREATE INDEX idempotency_by_time ON idempotency (at_ms);

CREATE TABLE account (
    id            {text} PRIMARY KEY,
    login         {text} NOT NULL UNIQUE,
    password_hash {text} NOT NULL,
    person        {text} NOT NULL,
    organisation  {text} NOT NULL,
    roles         {text} NOT NULL,     -- separated by commas
    locked        {flag} NOT NULL
) {strict};

CREATE TABLE session (
    token_hash {text} PRIMARY KEY,
    account    {text} NOT NULL,
    opened_ms  {integer} NOT NULL,
    seen_ms    {integer} NOT NULL
) {strict};
CREATE INDEX session_by_account ON session (account);
