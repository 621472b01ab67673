-- The life of a plan is told by what happened to it, each thing in a row of its own that is written once.
-- How far a plan has come is worked out from these rows and from its days.
CREATE TABLE geography_consultation (
    plan TEXT NOT NULL PRIMARY KEY REFERENCES geography_plan (id),
    opens TEXT NOT NULL,
    closes TEXT NOT NULL,
    asked TEXT NOT NULL,
    reply_to TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);

-- Organisations without whose agreement the plan is not published.
CREATE TABLE geography_partner (
    plan TEXT NOT NULL REFERENCES geography_plan (id),
    organisation TEXT NOT NULL,
    PRIMARY KEY (plan, organisation)
);

-- Somebody of an organisation agreed for it, and what shows that the organisation did.
CREATE TABLE geography_agreement (
    plan TEXT NOT NULL REFERENCES geography_plan (id),
    organisation TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    agreed_on TEXT NOT NULL,
    evidence TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (plan, organisation)
);

CREATE TABLE geography_objection (
    id TEXT NOT NULL PRIMARY KEY,
    plan TEXT NOT NULL REFERENCES geography_plan (id),
    number BIGINT NOT NULL,
    stakeholder TEXT NOT NULL,
    organisation TEXT NOT NULL,
    words TEXT NOT NULL,
    received TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    UNIQUE (plan, number)
);

CREATE TABLE geography_answer (
    objection TEXT NOT NULL PRIMARY KEY REFERENCES geography_objection (id),
    outcome TEXT NOT NULL,
    words TEXT NOT NULL,
    amended_in TEXT REFERENCES geography_plan (id),
    answered_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);

CREATE TABLE geography_withdrawal (
    plan TEXT NOT NULL PRIMARY KEY REFERENCES geography_plan (id),
    reason TEXT NOT NULL,
    withdrawn_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);

-- Whose draft it is, and to whom it is shown; an empty shown_to means as content/geography/sight.toml says.
CREATE TABLE geography_sight (
    plan TEXT NOT NULL PRIMARY KEY REFERENCES geography_plan (id),
    organisation TEXT NOT NULL,
    shown_to TEXT NOT NULL
);

-- People with whom a private draft is shared, to read.
CREATE TABLE geography_share (
    plan TEXT NOT NULL REFERENCES geography_plan (id),
    account TEXT NOT NULL,
    shared_at TEXT NOT NULL,
    PRIMARY KEY (plan, account)
);
