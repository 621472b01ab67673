//! The truth about the whole place: what is planted, what the programmes did, how many defects there are.

use crate::extracts::{DefectKind, DirtRates, Programme, Sender};
use crate::files::text::Table;
use crate::history::{Story, TeamFile};
use crate::living::Written;

/// The files of the truth that are known when all blocks are written.
pub(super) fn files(
    written: &Written,
    stories: &[Story],
    programmes: &[Programme],
    rates: &DirtRates,
) -> [TeamFile; 3] {
    let file = |name, table: Table| TeamFile { name, bytes: table.into_bytes() };
    [
        file("stories.csv", stories_table(stories, programmes)),
        file("programmes.csv", programmes_table(written, programmes)),
        file("defect-rates.csv", rates_table(written, rates)),
    ]
}

fn stories_table(stories: &[Story], programmes: &[Programme]) -> Table {
    let mut table = Table::with_header(&["story", "answer"]);
    for story in stories {
        table.row(&[story.key, &story.answer]);
    }
    for programme in programmes {
        table.row(&[&programme.key, &programme.ratio.to_string()]);
    }
    table
}

fn programmes_table(written: &Written, programmes: &[Programme]) -> Table {
    let mut table = Table::with_header(&[
        "programme",
        "name",
        "true_ratio",
        "joined",
        "waiting",
        "attendances_before",
        "attendances_without",
        "attendances_with",
    ]);
    for (programme, effect) in programmes.iter().zip(&written.effects.0) {
        table.row(&[
            programme.key.clone(),
            programme.name.clone(),
            programme.ratio.to_string(),
            effect.joined.to_string(),
            effect.waiting.to_string(),
            effect.before.to_string(),
            effect.without.to_string(),
            effect.with.to_string(),
        ]);
    }
    table
}

fn rates_table(written: &Written, rates: &DirtRates) -> Table {
    let mut table = Table::with_header(&["sender", "kind", "rate", "could_be", "is"]);
    for sender in Sender::ALL {
        for kind in DefectKind::ALL {
            let counted = written.tally.get(sender, kind);
            let rate = rates.get(sender, kind);
            if rate > 0.0 {
                table.row(&[
                    sender.key().to_owned(),
                    kind.key().to_owned(),
                    rate.to_string(),
                    counted.could_be.to_string(),
                    counted.is.to_string(),
                ]);
            }
        }
    }
    table
}
