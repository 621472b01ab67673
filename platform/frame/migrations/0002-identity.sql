-- Sessions begin anew with this version: they last half a day, and those of before do not say how the
-- person proved who they are. `id` names a session on pages; the hash of its secret never leaves the store.
DROP TABLE frame_session;
CREATE TABLE frame_session (
    hash TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES frame_account (id),
    membership TEXT REFERENCES frame_membership (id),
    form_key TEXT NOT NULL,
    proof TEXT NOT NULL,
    device TEXT NOT NULL,
    began_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE INDEX frame_session_account ON frame_session (account, began_at);

-- One-time codes by which somebody sets their password; `hash` is the SHA-256 of 128 random bits.
CREATE TABLE frame_invitation (
    hash TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES frame_account (id),
    made_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    used_at TEXT
);
CREATE INDEX frame_invitation_account ON frame_invitation (account);

-- The secret shared with an authenticator app, sealed with the key file. `last_step` is the newest time
-- step of which a code was taken: no code is taken twice.
CREATE TABLE frame_code_app (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES frame_account (id),
    secret TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    added_at TEXT NOT NULL,
    removed_at TEXT
);
CREATE INDEX frame_code_app_account ON frame_code_app (account);

CREATE TABLE frame_recovery_code (
    hash TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES frame_account (id),
    made_at TEXT NOT NULL,
    gone_at TEXT
);
CREATE INDEX frame_recovery_code_account ON frame_recovery_code (account);

-- `credential` is the credential's id as the browser sends it, `key` its public key as webauthn-rs has it.
CREATE TABLE frame_passkey (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES frame_account (id),
    credential TEXT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    added_at TEXT NOT NULL,
    used_at TEXT,
    removed_at TEXT
);
CREATE INDEX frame_passkey_account ON frame_passkey (account);
CREATE INDEX frame_passkey_credential ON frame_passkey (credential);

-- By which name a sign-in provider knows the owner of an account.
CREATE TABLE frame_identity (
    id TEXT NOT NULL PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES frame_account (id),
    linked_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE INDEX frame_identity_subject ON frame_identity (issuer, subject);
CREATE INDEX frame_identity_account ON frame_identity (account);
