//! The files that a borough writes block by block.

use super::sender::Sender;

/// A file of extracts or of truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtractFile {
    /// Its path in the folder of the place.
    pub path: &'static str,
    /// The names of its columns, set apart by commas; empty where it has none.
    pub header: &'static str,
    /// How it is written.
    pub form: Form,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A header, then rows of comma-separated text.
    Table,
    /// One FHIR resource a line.
    Resources,
    /// A workbook with one sheet.
    Workbook,
}

pub(super) const GP_PATIENTS: usize = 0;
pub(super) const GP_APPOINTMENTS: usize = 1;
pub(super) const GP_PROBLEMS: usize = 2;
pub(super) const GP_FINDINGS: usize = 3;
pub(super) const GP2_PATIENTS: usize = 4;
pub(super) const GP2_CONDITIONS: usize = 5;
pub(super) const GP2_ENCOUNTERS: usize = 6;
pub(super) const ACUTE_PATIENTS: usize = 7;
pub(super) const ACUTE_ATTENDANCES: usize = 8;
pub(super) const ACUTE_ADMISSIONS: usize = 9;
pub(super) const ACUTE_OUTPATIENTS: usize = 10;
pub(super) const COMMUNITY_PATIENTS: usize = 11;
pub(super) const COMMUNITY_CONTACTS: usize = 12;
pub(super) const MENTAL_HEALTH_PATIENTS: usize = 13;
pub(super) const MENTAL_HEALTH_CONTACTS: usize = 14;
pub(super) const COUNCIL_CLIENTS: usize = 15;
pub(super) const VOLUNTARY_SECTOR: usize = 16;
pub(super) const CALLS_111: usize = 17;
pub(super) const PROGRAMME_PEOPLE: usize = 18;
pub(super) const PEOPLE: usize = 19;
pub(super) const LINKS: usize = 20;
pub(super) const DEFECTS: usize = 21;

const fn table(path: &'static str, header: &'static str) -> ExtractFile {
    ExtractFile { path, header, form: Form::Table }
}

const fn resources(path: &'static str) -> ExtractFile {
    ExtractFile { path, header: "", form: Form::Resources }
}

/// The files, in the order of the numbers above.
pub(crate) const FILES: [ExtractFile; 22] = [
    table(
        "extracts/gp-patients.csv",
        "practice,patient_id,nhs_number,family_name,given_name,title,birth_date,death_date,gender,\
         ethnic_category,address_1,address_2,address_3,postcode,phone",
    ),
    table(
        "extracts/gp-appointments.csv",
        "practice,patient_id,appointment_id,start,end,slot_code,slot_type,site,professional,status,\
         days_waited",
    ),
    table("extracts/gp-problems.csv", "practice,patient_id,problem_id,onset,snomed_code,term"),
    table(
        "extracts/gp-findings.csv",
        "practice,patient_id,finding_id,recorded,code_system,code,term,value,unit",
    ),
    resources("extracts/gp2-patients.ndjson"),
    resources("extracts/gp2-conditions.ndjson"),
    resources("extracts/gp2-encounters.ndjson"),
    table(
        "extracts/acute-patients.csv",
        "hospital_number,nhs_number,surname,forename,title,sex,date_of_birth,date_of_death,ethnicity,\
         address,postcode,telephone,gp_practice",
    ),
    table(
        "extracts/acute-attendances.csv",
        "attendance,hospital_number,arrived,departed,department,complaint_code,complaint,seen_by,\
         disposal,minutes",
    ),
    table(
        "extracts/acute-admissions.csv",
        "spell,hospital_number,admitted,discharged,site,icd10,main_diagnosis,consultant,discharge,\
         nights",
    ),
    table(
        "extracts/acute-outpatients.csv",
        "appointment,hospital_number,began,specialty_code,specialty,site,professional,outcome",
    ),
    table(
        "extracts/community-patients.csv",
        "client,nhs_no,last_name,first_name,dob,gender,ethnic_group,address,postcode,phone,gp,died",
    ),
    table(
        "extracts/community-contacts.csv",
        "contact,client,started,finished,service_code,service,place,staff_type,outcome",
    ),
    table(
        "extracts/mental-health-patients.csv",
        "client,nhs_no,last_name,first_name,dob,gender,ethnic_group,address,postcode,phone,gp,died",
    ),
    table(
        "extracts/mental-health-contacts.csv",
        "contact,client,started,finished,service_code,service,place,staff_type,outcome",
    ),
    table(
        "extracts/council-clients.csv",
        "person_id,nhs_number,surname,first_name,title,date_of_birth,date_of_death,gender,ethnicity,\
         address,postcode,telephone,gp_practice,package_id,service_code,service,start_date,end_date,\
         pence_a_week,status",
    ),
    ExtractFile {
        path: "extracts/voluntary-sector.xlsx",
        header: "Client,NHS number,Surname,First name,Date of birth,Gender,Address,Postcode,Telephone,\
                 Practice,Referral,Referred on,Closed on,Need code,Need,Link worker,Outcome",
        form: Form::Workbook,
    },
    table(
        "extracts/calls-111.csv",
        "caller,nhs_number,surname,forename,date_of_birth,sex,address,postcode,telephone,gp_practice,\
         call_id,call_started,call_ended,symptom_code,symptom,handled_by,disposition",
    ),
    table("team/programme-people.csv", "programme,practice,nhs_number,arm,decided"),
    table(
        "truth/people.csv",
        "person,nhs_number,family_name,given_name,title,gender,birth_date,death_date,left_on,\
         ethnic_category,language,address,postcode,phone,practice,area,household,tenure,\
         conditions,deficits",
    ),
    table("truth/links.csv", "person,organisation,local_id"),
    table("truth/defects.csv", "file,organisation,local_id,event_id,field,kind,true_value"),
];

/// The file with the records of a sender.
pub(super) fn of_records(sender: Sender) -> usize {
    match sender {
        Sender::Practices => GP_PATIENTS,
        Sender::PracticesFhir => GP2_PATIENTS,
        Sender::Acute => ACUTE_PATIENTS,
        Sender::Community => COMMUNITY_PATIENTS,
        Sender::MentalHealth => MENTAL_HEALTH_PATIENTS,
        Sender::Council => COUNCIL_CLIENTS,
        Sender::Voluntary => VOLUNTARY_SECTOR,
        Sender::Calls => CALLS_111,
    }
}
