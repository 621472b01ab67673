-- Organisations have a life in time: a correction closes the old row (superseded_at) and adds a new one.
CREATE TABLE frame_organisation (
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    ods_code TEXT,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    recorded_at TEXT NOT NULL,
    superseded_at TEXT,
    PRIMARY KEY (id, version)
);

CREATE TABLE frame_account (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    sign_in_name TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    standing TEXT NOT NULL,
    password TEXT NOT NULL
);

-- Which role an account may take up, where, and from when to when.
CREATE TABLE frame_membership (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES frame_account (id),
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    site TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    recorded_at TEXT NOT NULL,
    superseded_at TEXT
);
CREATE INDEX frame_membership_account ON frame_membership (account);

-- The secret itself is never kept: `hash` is its SHA-256. A session without a membership has still
-- to choose one.
CREATE TABLE frame_session (
    hash TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES frame_account (id),
    membership TEXT REFERENCES frame_membership (id),
    form_key TEXT NOT NULL,
    began_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE INDEX frame_session_account ON frame_session (account);

CREATE TABLE frame_job (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    input TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    site TEXT NOT NULL,
    purpose TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE INDEX frame_job_state ON frame_job (state, asked_at);
