//! What happens with people, as it truly happened.

use serde::Deserialize;

use crate::people::code::Code;
use crate::people::day::Moment;

/// Something that happened with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Position of the person in the block.
    pub person: u32,
    /// When it began (UTC); for a condition its onset, at midnight.
    pub began: Moment,
    /// When it ended, where it lasted.
    pub ended: Option<Moment>,
    /// What was measured or paid: see [`Stream`] for the unit; none where there is nothing to tell.
    pub value: Option<i32>,
    /// What it was about.
    pub code: Code,
    /// The kind of thing that happened.
    pub stream: Stream,
    /// Where.
    pub site: Site,
    /// Who saw the person.
    pub role: Role,
    /// What became of it.
    pub outcome: Outcome,
}

/// The kinds of things that happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// An appointment at the practice; the value is days from booking to the day itself.
    GpAppointment,
    /// A long-term condition on the practice's record, from its onset.
    GpProblem,
    /// A deficit of frailty (no value), or a measurement in the unit of its code, in tenths.
    GpFinding,
    /// An attendance at accident and emergency or an urgent treatment centre; the value is minutes
    /// until it ended.
    AeAttendance,
    /// A stay in hospital; the value is nights.
    Admission,
    /// An outpatient appointment.
    Outpatient,
    /// A contact with a community service.
    CommunityContact,
    /// A contact with a mental-health service.
    MentalHealthContact,
    /// A call to 111.
    Call111,
    /// Care that the council arranges; the value is pence a week. No end where it still runs.
    CarePackage,
    /// A referral to a link worker.
    SocialPrescribing,
}

impl Stream {
    /// All of them, in the order in which they are declared.
    pub const ALL: [Self; 11] = [
        Self::GpAppointment,
        Self::GpProblem,
        Self::GpFinding,
        Self::AeAttendance,
        Self::Admission,
        Self::Outpatient,
        Self::CommunityContact,
        Self::MentalHealthContact,
        Self::Call111,
        Self::CarePackage,
        Self::SocialPrescribing,
    ];

    /// Its key, as files and tables name it.
    pub fn key(self) -> &'static str {
        match self {
            Self::GpAppointment => "gp_appointment",
            Self::GpProblem => "gp_problem",
            Self::GpFinding => "gp_finding",
            Self::AeAttendance => "ae_attendance",
            Self::Admission => "admission",
            Self::Outpatient => "outpatient",
            Self::CommunityContact => "community_contact",
            Self::MentalHealthContact => "mental_health_contact",
            Self::Call111 => "call_111",
            Self::CarePackage => "care_package",
            Self::SocialPrescribing => "social_prescribing",
        }
    }
}

/// Where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Site {
    /// The practice at this position in the borough.
    Practice(u8),
    /// The borough's acute hospital.
    Hospital,
    /// The urgent treatment centre, which the same trust runs.
    UrgentTreatmentCentre,
    /// The person's home.
    Home,
    /// A community clinic.
    Clinic,
    /// No place: a call, a package, a referral.
    Nowhere,
}

/// Who saw the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Role {
    /// A general practitioner.
    #[serde(rename = "general practitioner")]
    GeneralPractitioner,
    /// A nurse at the practice.
    #[serde(rename = "practice nurse")]
    PracticeNurse,
    /// A healthcare assistant.
    #[serde(rename = "healthcare assistant")]
    HealthcareAssistant,
    /// A clinical pharmacist.
    #[serde(rename = "pharmacist")]
    Pharmacist,
    /// A physiotherapist.
    #[serde(rename = "physiotherapist")]
    Physiotherapist,
    /// A paramedic.
    #[serde(rename = "paramedic")]
    Paramedic,
    /// A doctor in hospital.
    #[serde(rename = "hospital doctor")]
    HospitalDoctor,
    /// A nurse in hospital.
    #[serde(rename = "hospital nurse")]
    HospitalNurse,
    /// A district nurse.
    #[serde(rename = "district nurse")]
    DistrictNurse,
    /// A health visitor.
    #[serde(rename = "health visitor")]
    HealthVisitor,
    /// An occupational therapist.
    #[serde(rename = "occupational therapist")]
    OccupationalTherapist,
    /// A speech and language therapist.
    #[serde(rename = "speech therapist")]
    SpeechTherapist,
    /// A podiatrist.
    #[serde(rename = "podiatrist")]
    Podiatrist,
    /// A mental-health nurse.
    #[serde(rename = "mental health nurse")]
    MentalHealthNurse,
    /// A psychologist or talking therapist.
    #[serde(rename = "psychologist")]
    Psychologist,
    /// A psychiatrist.
    #[serde(rename = "psychiatrist")]
    Psychiatrist,
    /// A call handler or clinician of 111.
    #[serde(rename = "call handler")]
    CallHandler,
    /// A social worker.
    #[serde(rename = "social worker")]
    SocialWorker,
    /// A link worker.
    #[serde(rename = "link worker")]
    LinkWorker,
}

impl Role {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::GeneralPractitioner => "General practitioner",
            Self::PracticeNurse => "Practice nurse",
            Self::HealthcareAssistant => "Healthcare assistant",
            Self::Pharmacist => "Clinical pharmacist",
            Self::Physiotherapist => "Physiotherapist",
            Self::Paramedic => "Paramedic",
            Self::HospitalDoctor => "Hospital doctor",
            Self::HospitalNurse => "Hospital nurse",
            Self::DistrictNurse => "District nurse",
            Self::HealthVisitor => "Health visitor",
            Self::OccupationalTherapist => "Occupational therapist",
            Self::SpeechTherapist => "Speech and language therapist",
            Self::Podiatrist => "Podiatrist",
            Self::MentalHealthNurse => "Mental health nurse",
            Self::Psychologist => "Psychologist",
            Self::Psychiatrist => "Psychiatrist",
            Self::CallHandler => "111 call handler",
            Self::SocialWorker => "Social worker",
            Self::LinkWorker => "Link worker",
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Nothing more to tell.
    None,
    /// The person came, in the room.
    SeenInPerson,
    /// By telephone.
    SeenByTelephone,
    /// By video or message.
    SeenOnline,
    /// The person did not come.
    DidNotAttend,
    /// Cancelled.
    Cancelled,
    /// Went home.
    Discharged,
    /// Was admitted.
    Admitted,
    /// Left before being seen.
    LeftUnseen,
    /// Died there.
    Died,
    /// Was told to look after it at home.
    SelfCare,
    /// Was sent to the practice.
    ToPractice,
    /// Was sent to accident and emergency.
    ToEmergencyDepartment,
    /// An ambulance was sent.
    Ambulance,
    /// Took up what was offered.
    Accepted,
    /// Did not want it.
    Refused,
    /// Has ended.
    Ended,
    /// Still runs.
    Running,
}

impl Outcome {
    /// In words; empty where there is nothing to tell.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::SeenInPerson => "Attended face to face",
            Self::SeenByTelephone => "Attended by telephone",
            Self::SeenOnline => "Attended online",
            Self::DidNotAttend => "Did not attend",
            Self::Cancelled => "Cancelled",
            Self::Discharged => "Discharged",
            Self::Admitted => "Admitted",
            Self::LeftUnseen => "Left before being seen",
            Self::Died => "Died",
            Self::SelfCare => "Self care",
            Self::ToPractice => "Sent to practice",
            Self::ToEmergencyDepartment => "Sent to emergency department",
            Self::Ambulance => "Ambulance sent",
            Self::Accepted => "Accepted",
            Self::Refused => "Refused",
            Self::Ended => "Ended",
            Self::Running => "Running",
        }
    }
}
