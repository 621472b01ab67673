//! How each kind of contact goes: where, with whom, for how long, and what becomes of it.

use crate::number::people;
use crate::people::event::{Event, Outcome, Role, Site, Stream};
use crate::people::events::{Happening, Subject, Told};
use crate::people::frequency::curve;
use crate::people::person::Gone;
use crate::people::rates::{Rates, rates};
use crate::people::reasons::Reasons;
use crate::people::{FIRST_DAY, LAST_DAY};

/// Minutes of an attendance at accident and emergency by share: median a little over three hours,
/// three in ten longer than four (assumption, level of NHS England's monthly figures for 2024).
const MINUTES: [(f64, f64); 5] =
    [(0.0, 20.0), (0.25, 110.0), (0.5, 185.0), (0.7, 240.0), (1.0, 900.0)];

/// Minutes in a day.
const DAY: u32 = 1_440;

/// Write down what happens.
pub(crate) fn tell(subject: &Subject, happening: &Happening, told: &mut Told) {
    let mut event = subject.event(happening.stream, happening.began);
    event.code = happening.reason.code;
    event.role = happening.reason.role;
    match happening.stream {
        Stream::GpAppointment => appointment(subject, event, told),
        Stream::AeAttendance => attendance(subject, event, told),
        Stream::Admission => admission(subject, event, happening.age, told),
        Stream::Outpatient => outpatient(event, told),
        Stream::CommunityContact => community(event, told),
        Stream::MentalHealthContact => mental_health(event, told),
        Stream::Call111 => call(event, told),
        _ => social_prescribing(event, told),
    }
}

fn appointment(subject: &Subject, mut event: Event, told: &mut Told) {
    let details = &rates().streams.details;
    let chance = &mut *told.chance;
    if event.role == Role::GeneralPractitioner && !chance.happens(details.with_gp) {
        event.role = Role::Paramedic;
    }
    event.site = Site::Practice(u8::try_from(subject.person.practice).unwrap_or(u8::MAX));
    let way = chance.share();
    event.outcome = if chance.happens(details.did_not_attend) {
        Outcome::DidNotAttend
    } else if way < details.face_to_face {
        Outcome::SeenInPerson
    } else if way < details.face_to_face + details.telephone {
        Outcome::SeenByTelephone
    } else {
        Outcome::SeenOnline
    };
    let waiting = chance.share();
    let days = if waiting < details.same_day {
        0
    } else if waiting < details.within_two_weeks {
        1 + chance.below_u32(14)
    } else {
        15 + chance.below_u32(28)
    };
    event.value = i32::try_from(days).ok();
    told.events.push(event);
}

fn attendance(subject: &Subject, mut event: Event, told: &mut Told) {
    let details = &rates().streams.details;
    let chance = &mut *told.chance;
    let minor = chance.happens(details.ae_urgent_centre);
    event.site = if minor { Site::UrgentTreatmentCentre } else { Site::Hospital };
    event.outcome = if chance.happens(details.ae_left_unseen) {
        Outcome::LeftUnseen
    } else {
        Outcome::Discharged
    };
    stay(&mut event, people(curve(&MINUTES, chance)));
    told.events.push(event);
    if chance.happens(details.ae_again) {
        let later = event.began.plus(chance.below_u32(6 * DAY) + DAY);
        if later.day() < subject.until {
            let mut again = event;
            again.began = later;
            stay(&mut again, people(curve(&MINUTES, chance)));
            told.events.push(again);
        }
    }
}

/// Minutes of a stay, as its end and its value.
fn stay(event: &mut Event, minutes: u32) {
    event.ended = Some(event.began.plus(minutes));
    event.value = i32::try_from(minutes).ok();
}

fn admission(subject: &Subject, mut event: Event, age: usize, told: &mut Told) {
    let rates = &rates().streams.emergency_admissions;
    let chance = &mut *told.chance;
    let mean = rates.nights.at(u32::try_from(age).unwrap_or(100));
    let wait = chance.wait(mean / (1.0 - rates.no_night));
    let nights = if chance.happens(rates.no_night) { 0 } else { people(wait.min(90.0)).max(1) };
    let left = subject.until.number() - event.began.day().number();
    // Nobody leaves hospital after the day on which they died or moved away.
    let nights = nights.min(left.saturating_sub(1));
    event.outcome = Outcome::Discharged;
    event.site = Site::Hospital;
    event.value = i32::try_from(nights).ok();
    let rest = if nights == 0 { 120 + chance.below_u32(360) } else { nights * DAY };
    let end = event.began.plus(rest);
    event.ended = (end.day() <= LAST_DAY).then_some(end);
    if event.ended.is_none() {
        event.outcome = Outcome::Running;
    }
    through_emergency(&event, told);
    told.events.push(event);
}

/// Most people who are admitted in an emergency came through accident and emergency.
fn through_emergency(admission: &Event, told: &mut Told) {
    let through = rates().streams.emergency_admissions.through_ae;
    if !told.chance.happens(through) {
        return;
    }
    let reasons = Reasons::all();
    let before = 60 + told.chance.below_u32(420);
    let minute = admission.began.minute();
    // Who is admitted soon after midnight is not made to come the day before.
    let began = admission.began.day().at(minute.saturating_sub(before));
    let mut event = Event { stream: Stream::AeAttendance, began, ..*admission };
    event.code = reasons.usual(Stream::AeAttendance, told.chance);
    event.outcome = Outcome::Admitted;
    stay(&mut event, (minute - began.minute()).max(10));
    told.events.push(event);
}

/// The last stay of those who die in hospital.
pub(crate) fn last_stay(subject: &Subject, reasons: &Reasons, told: &mut Told) {
    let Some(Gone::Died(death)) = subject.person.gone else { return };
    let share = rates().streams.emergency_admissions.deaths_in_hospital;
    if !told.chance.happens(share) {
        return;
    }
    let nights = people(told.chance.wait(7.0).min(60.0));
    let began = death.minus(nights).max(subject.from).max(FIRST_DAY);
    let mut event = subject.event(Stream::Admission, began.at(told.chance.below_u32(720)));
    let age = subject.age(death);
    let reason = reasons.chooser(Stream::Admission).pick(subject, age, told.chance);
    (event.code, event.role) = (reason.code, reason.role);
    event.site = Site::Hospital;
    event.outcome = Outcome::Died;
    event.ended = Some(death.at(720 + told.chance.below_u32(719)));
    event.value = i32::try_from(death.number() - began.number()).ok();
    through_emergency(&event, told);
    told.events.push(event);
}

fn outpatient(mut event: Event, told: &mut Told) {
    let details = &rates().streams.details;
    event.site = Site::Hospital;
    event.outcome = if told.chance.happens(details.outpatient_did_not_attend) {
        Outcome::DidNotAttend
    } else if told.chance.happens(0.8) {
        Outcome::SeenInPerson
    } else {
        Outcome::SeenByTelephone
    };
    told.events.push(event);
}

fn community(mut event: Event, told: &mut Told) {
    let details = &rates().streams.details;
    let at_home = told.chance.happens(details.community_at_home);
    event.site = if at_home { Site::Home } else { Site::Clinic };
    event.outcome = Outcome::SeenInPerson;
    told.events.push(event);
}

fn mental_health(mut event: Event, told: &mut Told) {
    let Rates { streams, .. } = rates();
    event.site = Site::Clinic;
    event.outcome = if told.chance.happens(streams.details.outpatient_did_not_attend) {
        Outcome::DidNotAttend
    } else if told.chance.happens(streams.details.face_to_face) {
        Outcome::SeenInPerson
    } else {
        Outcome::SeenByTelephone
    };
    told.events.push(event);
}

fn call(mut event: Event, told: &mut Told) {
    let outcomes = [
        Outcome::SelfCare,
        Outcome::ToPractice,
        Outcome::ToEmergencyDepartment,
        Outcome::Ambulance,
    ];
    event.outcome = outcomes[told.chance.pick_of(&rates().streams.details.calls)];
    told.events.push(event);
}

fn social_prescribing(mut event: Event, told: &mut Told) {
    let refused = told.chance.happens(rates().streams.details.refused);
    event.outcome = if refused { Outcome::Refused } else { Outcome::Accepted };
    told.events.push(event);
}
