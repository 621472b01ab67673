//! An entry of the journal as a FHIR R4 `AuditEvent` (<https://hl7.org/fhir/R4/auditevent.html>), in the
//! shape of NHS England's Patient Audit Record Service (PARS): an agent each for the user, the role and
//! the organisation, the system as source, the person and the transaction as entities. Its profile
//! England-`AuditEvent`-PARS is a draft (0.3.0 of January 2026), so none is claimed in `meta`.

use kith_store::journal::Entry;
use serde_json::{Map, Value, json};

use super::known::Known;

/// The system of organisation codes, as UK Core names it.
const ODS: &str = "https://fhir.nhs.uk/Id/ods-organization-code";
const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const ENTITY_TYPE: &str = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
const OBJECT_ROLE: &str = "http://terminology.hl7.org/CodeSystem/object-role";
const REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
const SOURCE_TYPE: &str = "http://terminology.hl7.org/CodeSystem/security-source-type";

/// The entry as an `AuditEvent` of the place.
pub fn audit_event(entry: &Entry, known: &Known, place: &str) -> Value {
    let mut event = json!({
        "resourceType": "AuditEvent",
        "id": format!("journal-{}", entry.seq),
        "type": kind(&entry.action),
        "subtype": [{ "system": "urn:kith:action", "code": entry.action }],
        "action": action(entry),
        "recorded": format!("{:.6}", entry.at),
        "outcome": if is_refusal(entry) { "4" } else { "0" },
        "agent": agents(entry, known, place),
        "source": {
            "site": place,
            "observer": {
                "type": "Device",
                "identifier": identifier("urn:kith:system", "kith"),
                "display": format!("Kith: {place}"),
            },
            "type": [{ "system": SOURCE_TYPE, "code": "4", "display": "Application Server" }],
        },
        "entity": entities(entry, known),
    });
    if let Some(purpose) = purpose(&entry.author.purpose) {
        event["purposeOfEvent"] = json!([purpose]);
    }
    event
}

/// `AuditEvents` as a Bundle: a page of a search with its total.
pub fn bundle(events: Vec<Value>, total: u64) -> Value {
    let entries: Vec<Value> = events
        .into_iter()
        .map(|event| json!({ "resource": event, "search": { "mode": "match" } }))
        .collect();
    let mut bundle = json!({ "resourceType": "Bundle", "type": "searchset", "total": total });
    // FHIR knows no empty lists.
    if !entries.is_empty() {
        bundle["entry"] = entries.into();
    }
    bundle
}

fn is_refusal(entry: &Entry) -> bool {
    entry.action.ends_with(".refuse")
}

/// What kind of event it is, by the codes of DICOM PS3.16, annex D.
fn kind(action: &str) -> Value {
    let (code, display) = match action.rsplit_once('.') {
        Some(("journal", _)) => ("110101", "Audit Log Used"),
        Some((_, "refuse")) => ("110113", "Security Alert"),
        Some((_, "export")) => ("110106", "Export"),
        Some((_, "import")) => ("110107", "Import"),
        Some(("session" | "role", _)) => ("110114", "User Authentication"),
        Some(("people", _)) => ("110112", "Query"),
        _ => ("110100", "Application Activity"),
    };
    json!({ "system": DICOM, "code": code, "display": display })
}

/// Create, read, update, delete or execute.
fn action(entry: &Entry) -> &'static str {
    let reads = [".read", ".search", ".export"].iter().any(|end| entry.action.ends_with(end));
    match (&entry.before, &entry.after) {
        _ if reads => "R",
        _ if is_refusal(entry) => "E",
        (None, Some(_)) => "C",
        (Some(_), Some(_)) => "U",
        (Some(_), None) => "D",
        (None, None) => "E",
    }
}

fn identifier(system: &str, value: &str) -> Value {
    json!({ "system": system, "value": value })
}

fn agents(entry: &Entry, known: &Known, place: &str) -> Vec<Value> {
    let author = &entry.author;
    let mut agents = vec![whoever(entry, known)];
    if author.person != SYSTEM {
        agents.push(json!({
            "who": {
                "type": "PractitionerRole",
                "identifier": identifier("urn:kith:role", &author.role),
            },
            "requestor": false,
        }));
    }
    let organisation = known.organisation(&author.organisation);
    let code = organisation.and_then(|one| one.ods_code.as_deref());
    let mut who = json!({
        "type": "Organization",
        "display": organisation.map_or(place, |one| &one.name),
    });
    match (code, author.organisation.as_str()) {
        (Some(code), _) => who["identifier"] = identifier(ODS, code),
        (None, "") => {}
        (None, id) => who["identifier"] = identifier("urn:kith:organisation", id),
    }
    agents.push(json!({ "who": who, "requestor": false }));
    agents
}

/// How the journal names the program itself.
const SYSTEM: &str = "system";

/// The person who did it, or the part of the program.
fn whoever(entry: &Entry, known: &Known) -> Value {
    let author = &entry.author;
    let is_system = author.person == SYSTEM;
    let (kind, system) = if is_system {
        ("Device", "urn:kith:system")
    } else {
        ("Practitioner", "urn:kith:account")
    };
    let value = if is_system { &author.role } else { &author.person };
    let mut who = json!({ "type": kind, "identifier": identifier(system, value) });
    if let Some(name) = known.person(&author.person) {
        who["display"] = name.into();
    }
    let mut agent = json!({ "who": who, "requestor": true });
    if !author.role.is_empty() {
        let code = json!({ "system": "urn:kith:role", "code": author.role });
        agent["role"] = json!([{ "coding": [code], "text": author.role }]);
    }
    agent
}

/// What it was done for, by the codes of HL7 v3 `PurposeOfUse`; the journal's word stands beside.
fn purpose(key: &str) -> Option<Value> {
    let (code, display) = match key {
        "direct_care" => ("TREAT", "treatment"),
        "improvement" => ("HQUALIMP", "health quality improvement"),
        "accountability" => ("HOPERAT", "healthcare operations"),
        "planning" => ("HDM", "healthcare delivery management"),
        "research" => ("HRESCH", "healthcare research"),
        _ => return None,
    };
    let coding = json!({ "system": REASON, "code": code, "display": display });
    Some(json!({ "coding": [coding], "text": key }))
}

fn entities(entry: &Entry, known: &Known) -> Vec<Value> {
    let mut entities = Vec::new();
    if let Some(about) = &entry.about {
        let colleague = known.person(about).is_some();
        let (system, role) =
            if colleague { ("urn:kith:account", "6") } else { ("urn:kith:person", "1") };
        let kind = if colleague { "Practitioner" } else { "Patient" };
        let display = if colleague { "User" } else { "Patient" };
        entities.push(json!({
            "what": { "type": kind, "identifier": identifier(system, about) },
            "type": { "system": ENTITY_TYPE, "code": "1", "display": "Person" },
            "role": { "system": OBJECT_ROLE, "code": role, "display": display },
        }));
    }
    let subject = format!("urn:kith:{}", entry.subject.kind);
    let mut thing = json!({
        "what": { "identifier": identifier(&subject, &entry.subject.id) },
        "type": { "system": ENTITY_TYPE, "code": "2", "display": "System Object" },
        "role": { "system": OBJECT_ROLE, "code": "4", "display": "Domain Resource" },
    });
    let detail = details(entry);
    if !detail.is_empty() {
        thing["detail"] = detail.into();
    }
    entities.push(thing);
    // With it the event is found in the chain again.
    entities.push(json!({
        "what": { "identifier": identifier("urn:kith:journal", &entry.seq.to_string()) },
        "type": { "system": ENTITY_TYPE, "code": "4", "display": "Other" },
        "role": { "system": OBJECT_ROLE, "code": "13", "display": "Security Resource" },
        "detail": [{
            "type": "sha256",
            "valueString": crate::dice::hexadecimal(&entry.hash),
        }],
    }));
    entities
}

fn details(entry: &Entry) -> Vec<Value> {
    let states = [("before", &entry.before), ("after", &entry.after)];
    let told = states.into_iter().filter_map(|(name, state)| Some((name, state.as_ref()?)));
    told.map(|(name, state)| {
        let mut detail = Map::new();
        detail.insert("type".into(), name.into());
        detail.insert("valueString".into(), state.as_str().into());
        Value::Object(detail)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use kith_store::{Author, Subject};

    use super::*;

    fn entry(action: &str, before: Option<&str>, after: Option<&str>) -> Entry {
        Entry {
            seq: 7,
            at: "2026-11-21T09:00:00Z".parse().unwrap(),
            author: Author {
                person: "01ANN".into(),
                role: "analyst".into(),
                organisation: "01ORG".into(),
                site: "Office".into(),
                purpose: "planning".into(),
                claim: None,
            },
            action: action.into(),
            subject: Subject { kind: "plan".into(), id: "01PLAN".into() },
            about: Some("01PERSON".into()),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
            hash: [7; 32],
        }
    }

    #[test]
    fn an_event_has_every_element_that_fhir_and_pars_ask_for() {
        let event =
            audit_event(&entry("plan.change", Some("1"), Some("2")), &Known::default(), "W");
        for needed in [
            "/type/code",
            "/type/system",
            "/action",
            "/recorded",
            "/outcome",
            "/agent/0/who/identifier/value",
            "/agent/0/role/0/coding/0/code",
            "/purposeOfEvent/0/coding/0/code",
            "/source/observer/identifier/value",
            "/source/site",
            "/entity/0/what/identifier/value",
        ] {
            assert!(event.pointer(needed).is_some_and(Value::is_string), "{needed} {event}");
        }
        let agents = event["agent"].as_array().unwrap();
        assert!(agents.iter().all(|agent| agent["requestor"].is_boolean()));
        let kinds: Vec<_> = agents.iter().map(|agent| agent["who"]["type"].clone()).collect();
        assert_eq!(kinds, ["Practitioner", "PractitionerRole", "Organization"]);
    }

    #[test]
    fn what_was_done_is_told_by_what_stood_before_and_after() {
        for (what, before, after, expected) in [
            ("plan.make", None, Some("1"), "C"),
            ("plan.change", Some("1"), Some("2"), "U"),
            ("plan.discard", Some("1"), None, "D"),
            ("people.read", None, None, "R"),
            ("journal.export", None, Some("1"), "R"),
            ("access.refuse", None, Some("1"), "E"),
            ("account.password", None, None, "E"),
        ] {
            assert_eq!(action(&entry(what, before, after)), expected, "{what}");
        }
    }

    #[test]
    fn the_program_itself_is_a_device_and_a_refusal_is_a_failure() {
        let mut refused = entry("access.refuse", None, Some("1"));
        refused.author = Author::system("nightly load");
        refused.about = None;
        let event = audit_event(&refused, &Known::default(), "Wendmere");
        assert_eq!(event["outcome"], "4");
        assert_eq!(event["agent"][0]["who"]["type"], "Device");
        assert_eq!(event["agent"][1]["who"]["display"], "Wendmere");
        assert!(event.get("purposeOfEvent").is_none());
    }

    #[test]
    fn a_bundle_without_events_has_no_empty_list() {
        assert!(bundle(Vec::new(), 0).get("entry").is_none());
    }
}
