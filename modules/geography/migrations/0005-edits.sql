-- What was changed in a draft by hand, in the order in which it was done, with what was there before, so that it
-- can be undone and redone. A neighbourhood with a row in the second table is locked against change.
CREATE TABLE geography_plan_edit (
    plan TEXT NOT NULL REFERENCES geography_plan (id),
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    edit TEXT NOT NULL,
    figures_before TEXT NOT NULL,
    person TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (plan, number)
);

CREATE TABLE geography_neighbourhood_lock (
    plan TEXT NOT NULL REFERENCES geography_plan (id),
    neighbourhood TEXT NOT NULL,
    PRIMARY KEY (plan, neighbourhood)
);
