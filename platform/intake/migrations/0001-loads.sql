-- A load is one file, once read. Its rows stand in the tables of its feed under its id; they count
-- once it is accepted, and no longer once it is rolled back.
CREATE TABLE intake_load (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    state TEXT NOT NULL,
    valid_from TEXT,
    read TEXT NOT NULL,
    changes TEXT NOT NULL,
    findings BIGINT NOT NULL,
    person TEXT NOT NULL,
    arrived_at TEXT NOT NULL,
    accepted_at TEXT,
    withdrawn_at TEXT
);
CREATE INDEX intake_load_kind ON intake_load (kind, state);
CREATE INDEX intake_load_sha256 ON intake_load (sha256);

-- What was wrong in a load, one row a finding, in the order of the file.
CREATE TABLE intake_quarantine (
    load TEXT NOT NULL REFERENCES intake_load (id),
    number BIGINT NOT NULL,
    file TEXT NOT NULL,
    line BIGINT,
    column_name TEXT,
    value TEXT,
    rule TEXT NOT NULL,
    remedy TEXT NOT NULL,
    PRIMARY KEY (load, number)
);
