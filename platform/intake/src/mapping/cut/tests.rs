use encoding_rs::UTF_8;
use proptest::prelude::*;

use super::*;

/// Gives out a few bytes at a time.
struct Dribble<'a>(&'a [u8], usize);

impl Read for Dribble<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let many = self.1.min(self.0.len()).min(into.len());
        into[..many].copy_from_slice(&self.0[..many]);
        self.0 = &self.0[many..];
        Ok(many)
    }
}

/// The rows of a text, each as `line: row`, with `!` before one that cannot be read.
fn cut(text: &[u8], way: Way, step: usize) -> Vec<String> {
    let mut cutter = Cutter::new(Box::new(Dribble(text, step)), UTF_8, way);
    let mut rows = Vec::new();
    while let Some(block) = cutter.next().unwrap() {
        for piece in &block.pieces {
            let sign = if piece.fault.is_some() { "!" } else { "" };
            rows.push(format!("{}:{sign}{}", piece.line, &block.text[piece.from..piece.to]));
        }
    }
    rows
}

fn rows(text: &str) -> Vec<String> {
    cut(text.as_bytes(), Way::Delimited(b','), 7)
}

#[test]
fn rows_are_cut_at_line_breaks_outside_quotation_marks() {
    assert_eq!(rows("a,b\r\n1,\"x\ny\"\n\n2,z"), ["1:a,b", "2:1,\"x\ny\"", "5:2,z"]);
    assert_eq!(rows("a\rb\r\nc\n"), ["1:a", "2:b", "3:c"]);
    assert_eq!(rows("\"He said \"\"no\"\"\",1\n2"), ["1:\"He said \"\"no\"\"\",1", "2:2"]);
    assert_eq!(rows("6\" nail,1\n2"), ["1:6\" nail,1", "2:2"]);
    assert_eq!(rows(""), Vec::<String>::new());
}

#[test]
fn a_quotation_mark_that_is_not_closed_takes_no_other_row_with_it() {
    assert_eq!(
        rows("1,\"Smith\n2,\"High Street, 3\"\n3,x"),
        ["1:!1,\"Smith", "2:2,\"High Street, 3\"", "3:3,x"]
    );
    assert_eq!(rows("1,\"Smith\n2,Jones"), ["1:!1,\"Smith", "2:2,Jones"]);
    assert_eq!(rows("1,\"a\"b\n2"), ["1:!1,\"a\"b", "2:2"]);
    let long = format!("1,\"Smith{}\n9,\"x\"", "\n2,Jones".repeat(60));
    assert_eq!(rows(&long).len(), 62);
}

#[test]
fn a_line_that_does_not_end_is_told_and_the_next_is_read() {
    let mut text = b"a,b\n".to_vec();
    text.extend(vec![b'x'; 3 * MOST_BYTES_A_ROW]);
    text.extend(b"\r\n1,2\n");
    let rows = cut(&text, Way::Delimited(b','), STEP);
    assert_eq!((rows.len(), rows[0].as_str(), rows[2].as_str()), (3, "1:a,b", "3:1,2"));
    assert!(rows[1].starts_with("2:!xxx") && rows[1].len() < 300);
    let rows = cut(&text, Way::Lines, STEP);
    assert_eq!((rows.len(), rows[2].as_str()), (3, "3:1,2"));
}

#[test]
fn a_row_between_quotation_marks_that_does_not_end_is_told() {
    let mut text = b"1,\"".to_vec();
    text.extend(vec![b'x'; 2 * MOST_BYTES_A_ROW]);
    text.extend(b"\n2,y");
    let rows = cut(&text, Way::Delimited(b','), STEP);
    assert_eq!((rows.len(), rows[1].as_str()), (2, "2:2,y"));
    assert!(rows[0].starts_with("1:!1,\"xxx"));
}

proptest! {
    #[test]
    fn where_a_file_happens_to_be_split_makes_no_difference(
        text in "[a\",\r\né]{0,60}", step in 1_usize..9
    ) {
        let whole = cut(text.as_bytes(), Way::Delimited(b','), usize::MAX);
        prop_assert_eq!(cut(text.as_bytes(), Way::Delimited(b','), step), whole);
    }

    #[test]
    fn lines_are_those_of_the_standard_library(text in "[a\né]{0,60}", step in 1_usize..9) {
        let expected: Vec<String> = (1..)
            .zip(text.split('\n'))
            .filter(|(_, line)| !line.is_empty())
            .map(|(number, line): (u64, _)| format!("{number}:{line}"))
            .collect();
        prop_assert_eq!(cut(text.as_bytes(), Way::Lines, step), expected);
    }
}
