//! Tables as CSV files (RFC 4180) that a spreadsheet opens without running anything in them.

/// Writes a table: its head, then its rows.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP ASVS
/// 5.0.0, 1.2.10 asks, unless it is a plain number.
pub fn csv<Row, Field>(head: &[&str], rows: impl IntoIterator<Item = Row>) -> String
where
    Row: AsRef<[Field]>,
    Field: AsRef<str>,
{
    let mut file = String::new();
    push_row(&mut file, head);
    for row in rows {
        push_row(&mut file, row.as_ref());
    }
    file
}

/// Writes one row, for tables that are written piece by piece; the first is their head.
pub fn csv_row<Field: AsRef<str>>(fields: &[Field]) -> String {
    let mut row = String::new();
    push_row(&mut row, fields);
    row
}

fn push_row<Field: AsRef<str>>(file: &mut String, fields: &[Field]) {
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            file.push(',');
        }
        push_field(file, field.as_ref());
    }
    file.push_str("\r\n");
}

fn push_field(file: &mut String, field: &str) {
    let mark = if is_formula(field) { "'" } else { "" };
    if field.contains([',', '"', '\r', '\n', '\0', '\t']) {
        file.push('"');
        file.push_str(mark);
        file.push_str(&field.replace('"', "\"\""));
        file.push('"');
    } else {
        file.push_str(mark);
        file.push_str(field);
    }
}

fn is_formula(field: &str) -> bool {
    field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']) && !is_plain_number(field)
}

fn is_plain_number(field: &str) -> bool {
    let digits = field.strip_prefix('-').unwrap_or(field);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_would_run_is_made_harmless() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+44 20 7946 0000", "'+44 20 7946 0000"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t=1\""),
            ("\0=1", "\"'\0=1\""),
            ("-12.5", "-12.5"),
            ("- no data", "'- no data"),
        ] {
            assert_eq!(csv(&["a"], [[cell]]), format!("a\r\n{written}\r\n"));
        }
    }

    #[test]
    fn commas_and_quotes_are_quoted() {
        assert_eq!(
            csv(&["a", "b"], [["x, y", "say \"z\""]]),
            "a,b\r\n\"x, y\",\"say \"\"z\"\"\"\r\n"
        );
    }
}
