//! How often what happens: `rates/streams.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::people::demography::Steps;

/// The file.
#[derive(Deserialize)]
pub(crate) struct StreamRates {
    pub(crate) gp_appointment: StreamRate,
    pub(crate) ae_attendance: StreamRate,
    pub(crate) admission: StreamRate,
    pub(crate) outpatient: StreamRate,
    pub(crate) community_contact: StreamRate,
    pub(crate) mental_health_contact: StreamRate,
    pub(crate) call_111: StreamRate,
    pub(crate) social_prescribing: StreamRate,
    pub(crate) emergency_admissions: EmergencyAdmissions,
    pub(crate) care: CareRates,
    pub(crate) details: Details,
}

/// One stream.
#[derive(Deserialize)]
pub(crate) struct StreamRate {
    pub(crate) per_head: Option<f64>,
    pub(crate) female: Steps,
    pub(crate) male: Steps,
    pub(crate) deprived: f64,
    pub(crate) health: f64,
    pub(crate) shape: f64,
    pub(crate) winter: f64,
    pub(crate) weekdays: [f64; 7],
    pub(crate) hours: [f64; 24],
}

/// Emergency admissions by age and quintile, and what they are like.
#[derive(Deserialize)]
pub(crate) struct EmergencyAdmissions {
    pub(crate) ages: [u32; 5],
    pub(crate) per_1000: [[f64; 5]; 5],
    pub(crate) within: Steps,
    pub(crate) through_ae: f64,
    pub(crate) no_night: f64,
    pub(crate) nights: Steps,
    pub(crate) deaths_in_hospital: f64,
}

/// Care that the council arranges.
#[derive(Deserialize)]
pub(crate) struct CareRates {
    pub(crate) supported: Steps,
    pub(crate) years: f64,
    pub(crate) lead_years: f64,
    pub(crate) health: f64,
    pub(crate) home_paid: f64,
    pub(crate) nursing: f64,
    pub(crate) pence_a_week: BTreeMap<String, i32>,
}

/// How events end.
#[derive(Deserialize)]
pub(crate) struct Details {
    pub(crate) with_gp: f64,
    pub(crate) face_to_face: f64,
    pub(crate) telephone: f64,
    pub(crate) did_not_attend: f64,
    pub(crate) same_day: f64,
    pub(crate) within_two_weeks: f64,
    pub(crate) ae_again: f64,
    pub(crate) ae_urgent_centre: f64,
    pub(crate) ae_left_unseen: f64,
    pub(crate) outpatient_did_not_attend: f64,
    pub(crate) community_at_home: f64,
    pub(crate) calls: [f64; 4],
    pub(crate) refused: f64,
}
