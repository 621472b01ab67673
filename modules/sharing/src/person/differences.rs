//! What organisations say differently about one person. Nobody is overruled in silence: each stays seen.

use super::{Record, name};

/// A field about which they differ.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What it is: "Family name".
    pub(crate) field: &'static str,
    /// What is said, and by whom (ODS codes); the one who speaks first in front.
    pub(crate) said: Vec<(String, Vec<String>)>,
}

type Field = (&'static str, fn(&Record) -> Option<String>);

/// The fields that are compared. Number and date of birth are the same wherever records are linked.
const FIELDS: &[Field] = &[
    ("Family name", |record| record.family_name.clone()),
    ("Given name", |record| record.given_name.clone()),
    ("Gender", |record| record.gender.map(|gender| gender.title().to_owned())),
    ("Died", |record| record.death_date.map(kith_frame::words::date)),
    ("Address", |record| record.address.clone()),
    ("Postcode", |record| record.postcode.clone()),
    ("Phone", |record| record.phone.clone()),
    ("GP practice", |record| record.practice.clone()),
];

/// What is said differently. Another spelling of the same is the same; saying nothing is not a difference.
pub(crate) fn differences(records: &[Record]) -> Vec<Difference> {
    let of = |(field, value): &Field| Difference { field, said: said(records, *value) };
    FIELDS.iter().map(of).filter(|difference| difference.said.len() > 1).collect()
}

fn said(records: &[Record], value: fn(&Record) -> Option<String>) -> Vec<(String, Vec<String>)> {
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for record in records {
        let Some(value) = value(record) else { continue };
        let folded = name::folded(&value);
        match said.iter_mut().find(|(other, _)| name::folded(other) == folded) {
            Some((_, by)) => by.push(record.organisation.clone()),
            None => said.push((value, vec![record.organisation.clone()])),
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::super::tests::record;
    use super::*;

    #[test]
    fn what_differs_is_told_with_who_says_it() {
        let records = [
            record(1, "G1 | 7 | O'Brien | Ann | - | - | G1"),
            record(1, "RX1 | 9 | OBRIEN | Anne | - | - | G1"),
            record(1, "V1 | 3 | O’Brien | Ann | - | - | -"),
        ];
        let found = differences(&records);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].field, "Given name");
        let by = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let said = [("Ann".to_owned(), by(&["G1", "V1"])), ("Anne".to_owned(), by(&["RX1"]))];
        assert_eq!(found[0].said, said);
    }
}
