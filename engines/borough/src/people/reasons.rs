//! What events are about: of the reasons of a stream, those that fit age and conditions are the
//! more likely.

use std::sync::OnceLock;

use crate::people::chance::Chance;
use crate::people::code::Code;
use crate::people::event::{Role, Stream};
use crate::people::events::Subject;
use crate::people::health::bits_of;
use crate::people::rates::rates;

/// Most reasons that a stream has.
const MOST: usize = 32;

/// A reason: its code and who sees people for it.
#[derive(Clone, Copy)]
pub(crate) struct Reason {
    pub(crate) code: Code,
    pub(crate) role: Role,
}

/// A reason and whom it befalls.
struct Row {
    reason: Reason,
    /// Weight for people under 18, of 18 to 64, of 65 or over.
    weights: [f64; 3],
    conditions: u64,
    boost: f64,
}

/// The reasons of all streams.
pub(crate) struct Reasons(Vec<Vec<Row>>);

impl Reasons {
    /// Those of the rates file.
    pub(crate) fn all() -> &'static Self {
        static ALL: OnceLock<Reasons> = OnceLock::new();
        ALL.get_or_init(|| Self(Stream::ALL.map(|stream| of_stream(stream.key())).into()))
    }

    /// Chooses among the reasons of a stream, for one person.
    pub(crate) fn chooser(&self, stream: Stream) -> Chooser<'_> {
        Chooser { rows: &self.0[stream as usize], running: [0.0; MOST], class: None }
    }
}

fn of_stream(key: &str) -> Vec<Row> {
    let all = rates().reasons.iter().enumerate();
    let own = all.filter(|(_, row)| row.stream == key).take(MOST);
    own.map(|(place, row)| Row {
        reason: Reason { code: Code::of_reason(place), role: row.role },
        weights: [row.child, row.adult, row.older],
        conditions: bits_of(&row.conditions),
        boost: row.boost,
    })
    .collect()
}

/// Chooses reasons for one person; what it works out for an age holds until they are older.
pub(crate) struct Chooser<'a> {
    rows: &'a [Row],
    running: [f64; MOST],
    class: Option<usize>,
}

impl Chooser<'_> {
    /// A reason for somebody of an age.
    pub(crate) fn pick(&mut self, subject: &Subject, age: usize, chance: &mut Chance) -> Reason {
        let class = match age {
            0..18 => 0,
            18..65 => 1,
            _ => 2,
        };
        if self.class != Some(class) {
            self.class = Some(class);
            let mut sum = 0.0;
            for (row, running) in self.rows.iter().zip(&mut self.running) {
                let more = subject.person.conditions.bits & row.conditions != 0;
                sum += row.weights[class] * if more { row.boost } else { 1.0 };
                *running = sum;
            }
        }
        self.rows[chance.pick(&self.running[..self.rows.len()])].reason
    }
}

impl Reasons {
    /// A reason as usual for a grown-up of whom nothing else is known.
    pub(crate) fn usual(&self, stream: Stream, chance: &mut Chance) -> Code {
        let rows = &self.0[stream as usize];
        let all: f64 = rows.iter().map(|row| row.weights[2]).sum();
        let mut left = chance.share() * all;
        for row in rows {
            left -= row.weights[2];
            if left < 0.0 {
                return row.reason.code;
            }
        }
        rows[0].reason.code
    }

    /// The code of the reason of a stream with this code in words.
    pub(crate) fn named(&self, stream: Stream, code: &str) -> Option<Code> {
        let codes = self.0[stream as usize].iter().map(|row| row.reason.code);
        codes.into_iter().find(|found| found.text().code == code)
    }
}
