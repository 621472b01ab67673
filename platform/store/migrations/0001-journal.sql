-- What happened, in the order in which it happened. Rows are added, never changed.
CREATE TABLE journal (
    seq BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    site TEXT NOT NULL,
    purpose TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    about TEXT,
    state_before TEXT,
    state_after TEXT,
    hash BYTES NOT NULL
);
CREATE INDEX journal_by_subject ON journal (subject_kind, subject_id, seq);
CREATE INDEX journal_by_person ON journal (person, seq);
CREATE INDEX journal_about ON journal (about, seq) WHERE about IS NOT NULL;

-- The newest row of the journal. Who writes holds this row, so that there is one chain.
CREATE TABLE journal_head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    hash BYTES NOT NULL
);
