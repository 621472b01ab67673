//! Delimited texts.

use std::fmt::Write;

use kith_intake::{CannotRead, Source, Stopped, check, load};

use crate::trial::{TEXTS, trial_of};

/// Reads a text and compares rows and findings; the findings as place and rule.
fn compare(bytes: &[u8], rows: &[&str], findings: &[&str]) {
    let trial = trial_of(&TEXTS, "f.csv", bytes).unwrap();
    assert_eq!(trial.rows, rows);
    let found: Vec<String> = trial
        .findings
        .iter()
        .map(|finding| format!("{}: {}", finding.place, finding.rule))
        .collect();
    assert_eq!(found, findings);
}

#[test]
fn separators_encodings_orders_and_line_ends_make_no_difference() {
    let utf_16: Vec<u8> = "\u{feff}Name,Count\r\nanna,1\r\nbjörn,2\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let texts: [&[u8]; 8] = [
        "name,count\nanna,1\nbjörn,2\n".as_bytes(),
        "\u{feff}NAME;COUNT\r\nanna;1\r\nbjörn;2".as_bytes(),
        "Count\tName\n1\tanna\n2\tbjörn\n".as_bytes(),
        "count | name\r1 | anna\r2 | björn\r".as_bytes(),
        "name (2021),other,count\nanna,x,1\nbjörn,,2\n".as_bytes(),
        "\"\nname\n\",count\n\"anna\",\" 1 \"\n\n\nbjörn,2\n".as_bytes(),
        b"name,count\nanna,1\nbj\xF6rn,2\n",
        &utf_16,
    ];
    for text in texts {
        compare(text, &["anna 1", "björn 2"], &[]);
    }
}

#[test]
fn lines_are_numbered_as_an_editor_shows_them() {
    let says = "a count is a whole number";
    compare(
        b"name,count\r\n\"a\r\nb\",1\r\n\r\nc,x\r\nd,2\r\n\"e\r\nf\",y\r\n",
        &["a\r\nb 1", "d 2"],
        &[
            &format!("f.csv, line 5, column count: {says}"),
            &format!("f.csv, line 7, column count: {says}"),
        ],
    );
}

#[test]
fn rows_of_the_wrong_length_are_set_aside_and_empty_cells_beyond_the_header_are_not() {
    compare(
        b"name,count\na\nb,2,\nc,3,stray\n,\nd,4\n",
        &["b 2", "d 4"],
        &[
            "f.csv, line 2: a row has 2 columns; this one has 1",
            "f.csv, line 4: a row has 2 columns; this one has 3",
        ],
    );
}

#[test]
fn an_open_quotation_mark_does_not_swallow_rows_in_silence() {
    compare(
        b"name,count\na,1\nb,\"2\nc,3\nd,4\n",
        &["a 1"],
        &["f.csv, line 3: every quotation mark that is opened is closed"],
    );
}

#[test]
fn repeated_rows_are_folded_and_contradictions_are_findings() {
    compare(
        b"name,count\na,1\na,1\na,2\n",
        &["a 1"],
        &[
            "f.csv, line 4: what is said about the same name is the same throughout the file (people)",
        ],
    );
    let trial = trial_of(&TEXTS, "f.csv", b"name,count\na,1\na,1\na,2\n").unwrap();
    assert_eq!(trial.landed.tally.of("counted"), 1);
}

#[test]
fn a_nul_character_is_a_finding_because_postgresql_cannot_keep_it() {
    compare(b"name,count\na\0,1\nb,2\n", &["b 2"], &["f.csv, line 2: text holds no NUL character"]);
}

#[test]
fn a_check_names_what_is_there_and_keeps_nothing() {
    let good = check(&[&TEXTS], &Source::whole("f.csv", b"name,count\na,1\nb,x\n".to_vec()));
    assert_eq!((good.kind, good.rows.of("people"), good.finding_count), (Some("texts"), 1, 1));
    let other = check(&[&TEXTS], &Source::whole("f.csv", b"colour,size\nred,1\n".to_vec()));
    assert!(!other.readable);
    assert_eq!(other.findings[0].value.as_deref(), Some("colour, size"));
    let twice = check(&[&TEXTS, &TEXTS], &Source::whole("f.csv", b"name,count\n".to_vec()));
    assert_eq!(twice.findings[0].rule, "a file is of one kind; this could be texts or texts");
}

#[test]
fn a_sink_that_wants_no_more_stops_the_load() {
    let mut text = "name,count\n".to_owned();
    for number in 0..3_000 {
        writeln!(text, "n{number},1").unwrap();
    }
    let source = Source::whole("f.csv", text.into_bytes());
    let stopped = load(&TEXTS, &source, Box::new(|_| Err(Stopped)));
    assert_eq!(stopped, Err(CannotRead::Stopped));
}
