-- What one organisation knows of one of its clients, as one load brought it. Days are text, 2026-11-21.
CREATE TABLE sharing_record (
    load TEXT NOT NULL,
    -- The sender's ODS code, and what the sender calls the client.
    organisation TEXT NOT NULL,
    local_id TEXT NOT NULL,
    -- Ten digits with a right check digit, or nothing.
    nhs_number TEXT,
    family_name TEXT,
    given_name TEXT,
    title TEXT,
    birth_date TEXT,
    death_date TEXT,
    -- 1 male, 2 female, 9 neither, 0 not known (NHS Data Dictionary, PERSON STATED GENDER CODE).
    gender TEXT,
    -- A to S, Z not stated (NHS Data Dictionary, ETHNIC CATEGORY CODE 2001).
    ethnic_category TEXT,
    -- Lines, joined by a comma and a space.
    address TEXT,
    postcode TEXT,
    phone TEXT,
    -- The ODS code of the GP practice.
    practice TEXT,
    PRIMARY KEY (load, organisation, local_id)
);
-- Each search begins with one of these; names are compared afterwards, among the few that are left.
CREATE INDEX sharing_record_nhs_number ON sharing_record (nhs_number);
CREATE INDEX sharing_record_birth_date ON sharing_record (birth_date);
CREATE INDEX sharing_record_postcode ON sharing_record (REPLACE(UPPER(postcode), ' ', ''));
CREATE INDEX sharing_record_client ON sharing_record (organisation, local_id);

-- What pages and calls name a person by. It tells nothing of the person, and stays the same from load to load. A
-- person is known by NHS number and date of birth together, or is one client of one organisation.
CREATE TABLE sharing_person (
    id TEXT NOT NULL PRIMARY KEY,
    nhs_number TEXT,
    birth_date TEXT,
    -- The ODS code of the organisation whose client it is.
    sender TEXT,
    local_id TEXT
);
CREATE UNIQUE INDEX sharing_person_number ON sharing_person (nhs_number, birth_date);
CREATE UNIQUE INDEX sharing_person_client ON sharing_person (sender, local_id);
