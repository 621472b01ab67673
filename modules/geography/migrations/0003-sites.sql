-- Buildings from which people can be served, or which a neighbourhood is better off for having. Every row
-- belongs to the load that brought it.
CREATE TABLE geography_site (
    load TEXT NOT NULL,
    -- What it is, in small letters with underscores: health_centre.
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Grid metres (EPSG:27700).
    east DOUBLE PRECISION NOT NULL,
    north DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (load, kind, code)
);
