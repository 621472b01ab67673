-- Plans drawn between two wishes, of which none beats another in both. One of them that is picked becomes a
-- draft; the others stay as they are.
CREATE TABLE geography_front (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- The rules as JSON, with the two wishes as they were set on the form.
    rules TEXT NOT NULL,
    -- The two wishes, as plan/front.rs calls them.
    across TEXT NOT NULL,
    upward TEXT NOT NULL,
    -- How many plans were drawn, beaten ones with them.
    drawn BIGINT NOT NULL,
    basis TEXT NOT NULL,
    person TEXT NOT NULL,
    -- The organisation for which they were drawn: who sees its drafts sees them.
    organisation TEXT NOT NULL,
    drawn_at TEXT NOT NULL
);

CREATE TABLE geography_front_candidate (
    front TEXT NOT NULL REFERENCES geography_front (id),
    -- Its number among the plans that were drawn, from 1.
    number BIGINT NOT NULL,
    weight_across DOUBLE PRECISION NOT NULL,
    weight_upward DOUBLE PRECISION NOT NULL,
    -- What it loses in each wish, 0 (nothing) to 1 (all).
    loss_across DOUBLE PRECISION NOT NULL,
    loss_upward DOUBLE PRECISION NOT NULL,
    neighbourhoods BIGINT NOT NULL,
    -- The neighbourhood of each area and the home of each list, as plan/front/compact.rs writes them.
    plan BYTES NOT NULL,
    PRIMARY KEY (front, number)
);
