-- A plan divides the areas of a place into neighbourhoods. A draft can be discarded; a published plan
-- never changes; it ends on the day from which the next one is in force.
CREATE TABLE geography_plan (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    rules TEXT NOT NULL,
    facts TEXT NOT NULL,
    basis TEXT NOT NULL,
    person TEXT NOT NULL,
    drawn_at TEXT NOT NULL,
    published_at TEXT,
    valid_from TEXT
);

CREATE TABLE geography_neighbourhood (
    plan TEXT NOT NULL REFERENCES geography_plan (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (plan, code)
);

CREATE TABLE geography_plan_area (
    plan TEXT NOT NULL REFERENCES geography_plan (id),
    area TEXT NOT NULL,
    neighbourhood TEXT NOT NULL,
    PRIMARY KEY (plan, area)
);
