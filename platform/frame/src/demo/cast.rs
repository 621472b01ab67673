//! Who is in the demo: organisations and one account a role. All are invented; the codes are from
//! ranges that are not given out.

/// An organisation of the demo.
pub(super) struct InventedOrganisation {
    pub(super) name: &'static str,
    /// The key of its kind in `organisation-kinds.toml`.
    pub(super) kind: &'static str,
    /// Its ODS code; empty where it has none.
    pub(super) ods_code: &'static str,
}

/// Somebody who can sign in.
pub(super) struct InventedPerson {
    pub(super) sign_in_name: &'static str,
    pub(super) name: &'static str,
    /// The key of the role in `roles.toml`.
    pub(super) role: &'static str,
    /// The name of one of [`ORGANISATIONS`].
    pub(super) organisation: &'static str,
    pub(super) site: &'static str,
}

/// The organisations; the first hosts the integrator.
pub(super) const ORGANISATIONS: &[InventedOrganisation] = &[
    organisation("Wendmere Community Health", "nhs-community-trust", "R9C"),
    organisation("Wendmere General Hospitals", "nhs-acute-trust", "R9A"),
    organisation("Wendmere Mental Health Partnership", "nhs-mental-health-trust", "R9M"),
    organisation("Wendmere Council", "local-authority", "9ZZ"),
    organisation("Wendmere Voluntary Action", "voluntary-or-community", "8ZV01"),
    organisation("Larkmoor Surgery", "general-practice", "Y99001"),
    organisation("Harbour PCN", "primary-care-network", ""),
    organisation("Wendmere Integrated Care Board", "integrated-care-board", "Q9Z"),
    organisation("Wendmere Local Medical Committee", "local-medical-committee", ""),
];

/// One account for each role.
pub(super) const PEOPLE: &[InventedPerson] = &[
    person("admin", "Robin Marsh", ("administrator", INTEGRATOR, "Integrator office")),
    person("manager", "Amira Lowe", ("integrator-manager", INTEGRATOR, "Integrator office")),
    person(
        "director",
        "Dr Helen Price",
        ("pcn-clinical-director", "Harbour PCN", "Larkmoor and the harbour"),
    ),
    person("coordinator", "Jade Ferris", ("mdt-coordinator", INTEGRATOR, "Neighbourhood team")),
    person("gp", "Dr Femi Adeleke", ("general-practitioner", "Larkmoor Surgery", "Surgery")),
    person("nurse", "Siobhan Kerr", ("district-nurse", INTEGRATOR, "Community nursing")),
    person(
        "socialworker",
        "Marcus Bell",
        ("social-worker", "Wendmere Council", "Adult social care"),
    ),
    person(
        "linkworker",
        "Priya Nair",
        ("link-worker", "Wendmere Voluntary Action", "Link workers"),
    ),
    person("analyst", "Tom Okafor", ("analyst", INTEGRATOR, "Integrator office")),
    person("icb", "Sunil Rao", ("icb-lead", "Wendmere Integrated Care Board", "Place team")),
    person("lmc", "Dr Ruth Haddon", ("lmc-officer", "Wendmere Local Medical Committee", "Office")),
    person("finance", "Owen Tait", ("finance-lead", INTEGRATOR, "Finance")),
    person("person", "Margaret Hale", ("person", INTEGRATOR, "At home")),
];

/// Hosts the integrator.
const INTEGRATOR: &str = "Wendmere Community Health";

const fn organisation(
    name: &'static str,
    kind: &'static str,
    ods_code: &'static str,
) -> InventedOrganisation {
    InventedOrganisation { name, kind, ods_code }
}

const fn person(
    sign_in_name: &'static str,
    name: &'static str,
    (role, organisation, site): (&'static str, &'static str, &'static str),
) -> InventedPerson {
    InventedPerson { sign_in_name, name, role, organisation, site }
}
