-- What official files say about a place. Every row belongs to the load that brought it.
-- Dates are text, 2026-11-21, so that text order is time order.

CREATE TABLE geography_area (
    load TEXT NOT NULL,
    vintage TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Grid metres (EPSG:27700) of the middle of the area.
    east DOUBLE PRECISION NOT NULL,
    north DOUBLE PRECISION NOT NULL,
    -- As boundary_bytes.rs writes it.
    boundary BYTES NOT NULL,
    square_metres DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (load, vintage, code)
);

CREATE TABLE geography_unit (
    load TEXT NOT NULL,
    layer TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (load, layer, code)
);

CREATE TABLE geography_area_unit (
    load TEXT NOT NULL,
    layer TEXT NOT NULL,
    area TEXT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (load, layer, area)
);

CREATE TABLE geography_area_successor (
    load TEXT NOT NULL,
    area TEXT NOT NULL,
    successor TEXT NOT NULL,
    -- U unchanged, S split, M merged, X both; empty where the file does not say.
    change TEXT NOT NULL,
    PRIMARY KEY (load, area, successor)
);

CREATE TABLE geography_measure (
    load TEXT NOT NULL,
    measure TEXT NOT NULL,
    area TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (load, measure, area)
);

CREATE TABLE geography_practice (
    load TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    postcode TEXT,
    pcn TEXT,
    sub_icb TEXT,
    icb TEXT,
    supplier TEXT,
    -- active, closed, dormant or proposed.
    status TEXT,
    -- The prescribing setting: 4 is a GP practice (ODS codes 0 to 25).
    setting TEXT,
    opened TEXT,
    closed TEXT,
    PRIMARY KEY (load, code)
);

CREATE TABLE geography_pcn (
    load TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    sub_icb TEXT,
    opened TEXT,
    closed TEXT,
    PRIMARY KEY (load, code)
);

CREATE TABLE geography_membership (
    load TEXT NOT NULL,
    practice TEXT NOT NULL,
    pcn TEXT NOT NULL,
    -- The first day; empty where the file does not say, so that it stands before every day.
    valid_from TEXT NOT NULL,
    -- The last day; NULL while it lasts.
    valid_to TEXT,
    PRIMARY KEY (load, practice, pcn, valid_from)
);

CREATE TABLE geography_registration (
    load TEXT NOT NULL,
    practice TEXT NOT NULL,
    -- The code of a small area, or one of the codes for people without one, such as EMPTY.
    area TEXT NOT NULL,
    -- all, male or female.
    sex TEXT NOT NULL,
    patients BIGINT NOT NULL,
    PRIMARY KEY (load, practice, area, sex)
);

CREATE TABLE geography_link (
    load TEXT NOT NULL,
    from_area TEXT NOT NULL,
    to_area TEXT NOT NULL,
    -- bridge, ferry, manual or river_without_crossing.
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (load, from_area, to_area)
);
