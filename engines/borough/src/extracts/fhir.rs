//! What two practices send: FHIR R4 resources, one a line, in the shape of UK Core.

use super::cells::{push_day, push_number, push_time};
use super::known::{self, Known};
use super::{Pages, file};
use crate::people::{Event, Moment, Outcome, Sex, Site, Stream};

/// Where UK Core's profiles and extensions are.
const UK_CORE: &str = "https://fhir.hl7.org.uk/StructureDefinition/";
const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
const ODS: &str = "https://fhir.nhs.uk/Id/ods-organization-code";
const SNOMED: &str = "http://snomed.info/sct";

pub(super) fn write(pages: &mut Pages, known: &Known) {
    patient(pages, known);
    let told = std::mem::take(&mut pages.told);
    for (number, event) in &told {
        match event.stream {
            Stream::GpAppointment => encounter(pages, known, *number, event),
            Stream::GpProblem => condition(pages, known, *number, event),
            _ => {}
        }
    }
    pages.told = told;
}

/// Writes JSON into a buffer: names and fixed text as they are, values escaped.
struct Json<'a>(&'a mut Vec<u8>);

impl Json<'_> {
    fn put(&mut self, text: &str) -> &mut Self {
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// A text between quotes that are already there.
    fn value(&mut self, text: &str) -> &mut Self {
        for byte in text.bytes() {
            if matches!(byte, b'"' | b'\\') {
                self.0.push(b'\\');
            }
            self.0.push(byte);
        }
        self
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn number(&mut self, number: u64) -> &mut Self {
        push_number(self.0, number);
        self
    }

    fn moment(&mut self, moment: Moment) -> &mut Self {
        push_day(self.0, moment.day());
        self.0.push(b'T');
        push_time(self.0, moment.minute());
        self.put(":00Z")
    }

    /// The type of a resource, its id and its profile.
    fn head(&mut self, kind: &str) -> &mut Self {
        self.put("{\"resourceType\":\"").put(kind).put("\",\"meta\":{\"profile\":[\"");
        self.put(UK_CORE).put("UKCore-").put(kind).put("\"]},\"id\":\"")
    }

    fn subject(&mut self, known: &Known) -> &mut Self {
        self.put(",\"subject\":{\"reference\":\"Patient/").bytes(known.id.bytes()).put("\"}")
    }
}

fn patient(pages: &mut Pages, known: &Known) {
    let practice = pages.extracts.borough.practices[known.practice].code.as_str();
    let mut json = Json(pages.rows[file::GP2_PATIENTS].raw());
    json.head("Patient").bytes(known.id.bytes()).put("\"");
    json.put(",\"extension\":[{\"url\":\"").put(UK_CORE).put("Extension-UKCore-EthnicCategory\",");
    json.put("\"valueCodeableConcept\":{\"coding\":[{\"system\":\"https://fhir.hl7.org.uk/");
    json.put("CodeSystem/UKCore-EthnicCategory\",\"code\":\"").bytes(&[known.ethnic]);
    json.put("\"}]}}]");
    if let Some(number) = known.nhs_number {
        json.put(",\"identifier\":[{\"system\":\"").put(NHS_NUMBER).put("\",\"value\":\"");
        json.number(number).put("\"}]");
    }
    json.put(",\"name\":[{\"use\":\"official\",\"family\":\"").value(&known.family);
    json.put("\",\"given\":[\"").value(&known.given).put("\"]");
    if !known.title.is_empty() {
        json.put(",\"prefix\":[\"").put(known.title).put("\"]");
    }
    json.put("}],\"telecom\":[{\"system\":\"phone\",\"value\":\"");
    known::phone(json.0, known.phone);
    json.put("\"}],\"gender\":\"").put(match known.sex {
        Sex::Female => "female",
        Sex::Male => "male",
    });
    json.put("\",\"birthDate\":\"");
    push_day(json.0, known.birth);
    if let Some(day) = known.death {
        json.put("\",\"deceasedDateTime\":\"");
        push_day(json.0, day);
    }
    address(&mut json, known);
    json.put(",\"generalPractitioner\":[{\"identifier\":{\"system\":\"").put(ODS);
    json.put("\",\"value\":\"").put(practice).put("\"}}],\"managingOrganization\":");
    organisation(&mut json, practice).put("}\n");
}

fn address(json: &mut Json, known: &Known) {
    json.put("\",\"address\":[{\"use\":\"home\",\"line\":[\"");
    known::home(json.0, &known.address);
    json.put("\"],\"city\":\"WENDMERE\"");
    if known.has_postcode {
        json.put(",\"postalCode\":\"").put(known.postcode()).put("\"");
    }
    json.put("}]");
}

fn organisation<'j, 'b>(json: &'j mut Json<'b>, practice: &str) -> &'j mut Json<'b> {
    json.put("{\"identifier\":{\"system\":\"").put(ODS).put("\",\"value\":\"");
    json.put(practice).put("\"}}")
}

fn condition(pages: &mut Pages, known: &Known, number: u64, event: &Event) {
    let practice = pages.extracts.borough.practices[known.practice].code.as_str();
    let text = event.code.text();
    let mut json = Json(pages.rows[file::GP2_CONDITIONS].raw());
    json.head("Condition").put("C").number(number);
    // Of a condition FHIR R4 knows the professional who wrote it down; that one's practice stands within.
    json.put("\",\"contained\":[{\"resourceType\":\"PractitionerRole\",\"id\":\"role\",");
    json.put("\"organization\":");
    organisation(&mut json, practice).put("}],\"recorder\":{\"reference\":\"#role\"}");
    json.put(",\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/");
    json.put("CodeSystem/condition-clinical\",\"code\":\"active\"}]},\"code\":{\"coding\":[{");
    json.put("\"system\":\"").put(SNOMED).put("\",\"code\":\"").value(&text.code);
    json.put("\",\"display\":\"").value(&text.description).put("\"}]}");
    json.subject(known).put(",\"onsetDateTime\":\"");
    push_day(json.0, event.began.day());
    json.put("\"}\n");
}

fn encounter(pages: &mut Pages, known: &Known, number: u64, event: &Event) {
    let practice = pages.extracts.borough.practices[known.practice].code.as_str();
    let text = event.code.text();
    let mut json = Json(pages.rows[file::GP2_ENCOUNTERS].raw());
    json.head("Encounter").put("E").number(number);
    let came = !matches!(event.outcome, Outcome::DidNotAttend | Outcome::Cancelled);
    json.put("\",\"status\":\"").put(if came { "finished" } else { "cancelled" });
    json.put("\",\"class\":{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",");
    json.put("\"code\":\"").put(class(event)).put("\"},\"type\":[{\"coding\":[{\"code\":\"");
    json.value(&text.code).put("\",\"display\":\"").value(&text.description).put("\"}]}]");
    json.subject(known).put(",\"participant\":[{\"type\":[{\"text\":\"").put(event.role.name());
    json.put("\"}]}],\"period\":{\"start\":\"").moment(event.began);
    if let Some(ended) = event.ended {
        json.put("\",\"end\":\"").moment(ended);
    }
    json.put("\"},\"extension\":[{\"url\":\"").put(UK_CORE);
    json.put("Extension-UKCore-OutcomeOfAttendance\",\"valueCodeableConcept\":{\"text\":\"");
    json.put(event.outcome.name());
    json.put("\"}}],\"serviceProvider\":");
    organisation(&mut json, practice).put("}\n");
}

/// In the room, at home, or from afar (HL7 v3 `ActCode`).
fn class(event: &Event) -> &'static str {
    match (event.outcome, event.site) {
        (Outcome::SeenByTelephone | Outcome::SeenOnline, _) => "VR",
        (_, Site::Home) => "HH",
        _ => "AMB",
    }
}
