//! Quarantine as a file that the sender of the data can work through.

use kith_design::csv;
use kith_terms::Finding;

/// Findings as CSV: file, line, column, value, rule, remedy. Cells that a spreadsheet would take for
/// a formula are made harmless.
pub(crate) fn as_csv(findings: &[Finding]) -> String {
    let rows = findings.iter().map(|finding| {
        [
            finding.place.file.clone(),
            finding.place.line.map(|line| line.to_string()).unwrap_or_default(),
            finding.place.column.clone().unwrap_or_default(),
            finding.value.clone().unwrap_or_default(),
            finding.rule.clone(),
            finding.remedy.clone(),
        ]
    });
    csv(&["file", "line", "column", "value", "rule", "remedy"], rows)
}

#[cfg(test)]
mod tests {
    use kith_terms::Place;

    use super::*;

    #[test]
    fn a_value_that_looks_like_a_formula_is_made_harmless() {
        let finding = Finding {
            place: Place { file: "reg.csv".into(), line: Some(7), column: Some("SEX".into()) },
            value: Some("=cmd()".into()),
            rule: "a sex is one of ALL, MALE, FEMALE".into(),
            remedy: "correct it".into(),
        };
        let text = as_csv(&[finding]);
        let row = text.lines().nth(1).unwrap();
        assert_eq!(row, "reg.csv,7,SEX,'=cmd(),\"a sex is one of ALL, MALE, FEMALE\",correct it");
    }
}
