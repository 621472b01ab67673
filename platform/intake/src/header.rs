//! Which column of a file plays which role, whatever it is called this year.

use kith_terms::Tally;

use crate::CannotRead;

/// A column that a feed reads, by the names under which it has been seen.
///
/// Names are compared by their letters and digits alone, in any case: `LSOA code (2021)`,
/// `lsoa_code_2021` and `LSOA\ncode 2021` are one name. In a pattern `#` stands for a digit, because
/// the year moves on, and a `*` at its end for anything. Patterns are tried in their order; of several
/// columns that match one pattern the latest year is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// What the feed calls it.
    pub role: &'static str,
    /// The patterns of its names, in lower case, words parted by single spaces.
    pub names: &'static [&'static str],
    /// Whether the file says nothing without it.
    pub needed: bool,
    /// Whether all columns that match play the role, and not one: the counts of a census table.
    pub several: bool,
}

/// The columns of a file and the roles they play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
    roles: Vec<(&'static str, usize)>,
}

impl Column {
    /// A column without which the file says nothing.
    pub const fn needed(role: &'static str, names: &'static [&'static str]) -> Self {
        Self { role, names, needed: true, several: false }
    }

    /// A column that may be missing.
    pub const fn optional(role: &'static str, names: &'static [&'static str]) -> Self {
        Self { role, names, needed: false, several: false }
    }

    /// All columns that match and play none of the roles named before, at least one.
    pub const fn several(role: &'static str, names: &'static [&'static str]) -> Self {
        Self { role, names, needed: true, several: true }
    }

    /// Where it is among these names, if it is there: an error where two have the same name.
    pub(crate) fn place(&self, plain_names: &[String]) -> Result<Option<usize>, CannotRead> {
        for pattern in self.names {
            let mut found: Vec<usize> =
                (0..plain_names.len()).filter(|at| matches(pattern, &plain_names[*at])).collect();
            found.sort_by_key(|at| std::cmp::Reverse(&plain_names[*at]));
            match found[..] {
                [] => {}
                [one] => return Ok(Some(one)),
                [first, second, ..] if plain_names[first] == plain_names[second] => {
                    let name = plain_names[first].clone();
                    return Err(CannotRead::TwoColumns { role: self.role, name });
                }
                [latest, ..] => return Ok(Some(latest)),
            }
        }
        Ok(None)
    }

    /// Adds all columns that match and are not yet taken.
    fn places(&self, plain_names: &[String], roles: &mut Vec<(&'static str, usize)>) {
        for (at, name) in plain_names.iter().enumerate() {
            let free = !roles.iter().any(|(_, taken)| *taken == at);
            if free && !name.is_empty() && self.names.iter().any(|pattern| matches(pattern, name)) {
                roles.push((self.role, at));
            }
        }
    }
}

impl Header {
    /// Finds the columns among the names that a file has.
    pub fn find(columns: &[Column], names: &[String]) -> Result<Self, CannotRead> {
        let plain_names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let mut roles = Vec::with_capacity(columns.len());
        for column in columns {
            let before = roles.len();
            if column.several {
                column.places(&plain_names, &mut roles);
            } else {
                roles.extend(column.place(&plain_names)?.map(|at| (column.role, at)));
            }
            if column.needed && roles.len() == before {
                return Err(missing(column, names));
            }
        }
        Ok(Self { names: names.iter().map(|name| folded(name)).collect(), roles })
    }

    /// A header for a file that has none: roles by position, counted from 1.
    pub(crate) fn by_position(width: usize, roles: &[(usize, &'static str)]) -> Self {
        let mut names: Vec<String> = (1..=width).map(|position| position.to_string()).collect();
        for (position, role) in roles {
            if let Some(name) = names.get_mut(position - 1) {
                *name = format!("{position} ({role})");
            }
        }
        Self { names, roles: roles.iter().map(|(position, role)| (*role, position - 1)).collect() }
    }

    /// Where the column of this role is.
    pub fn index(&self, role: &str) -> Option<usize> {
        self.roles.iter().find(|(name, _)| *name == role).map(|(_, at)| *at)
    }

    /// Where the columns of this role are.
    pub fn indexes(&self, role: &str) -> impl Iterator<Item = usize> {
        self.roles.iter().filter(move |(name, _)| *name == role).map(|(_, at)| *at)
    }

    /// What the column of this role is called in the file.
    pub fn name(&self, role: &str) -> Option<&str> {
        self.names.get(self.index(role)?).map(String::as_str)
    }

    /// All names, as they stand in the file, line breaks and repeated spaces folded.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The year in the name of this role's column: 2021 for `LSOA21CD` and `LSOA code (2021)`.
    pub fn vintage(&self, role: &str) -> Option<u16> {
        let digits: String = self.name(role)?.chars().filter(char::is_ascii_digit).collect();
        match (digits.len(), digits.parse::<u16>()) {
            (2, Ok(year)) => Some(2000 + year),
            (4, Ok(year)) => Some(year),
            _ => None,
        }
    }

    /// The columns that play no role, by name; those without a name are counted together.
    pub(crate) fn ignored(&self) -> Tally {
        let mut ignored = Tally::default();
        for (at, name) in self.names.iter().enumerate() {
            if !self.roles.iter().any(|(_, taken)| *taken == at) {
                ignored.count(if name.is_empty() { "(no name)" } else { name }, 1);
            }
        }
        ignored
    }
}

/// Whether this name, already plain, fits the pattern.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, open) = match pattern.strip_suffix('*') {
        Some(start) => (start, true),
        None => (pattern, false),
    };
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let long_enough = if open { name.len() >= pattern.len() } else { name.len() == pattern.len() };
    let fits = |(wanted, there): (&u8, &u8)| match wanted {
        b'#' => there.is_ascii_digit(),
        letter => letter == there,
    };
    long_enough && pattern.iter().zip(name).all(fits)
}

/// A name reduced to its letters and digits in lower case, words parted by single spaces.
pub(crate) fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A name on one line.
pub(crate) fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn missing(column: &Column, names: &[String]) -> CannotRead {
    let there: Vec<String> =
        names.iter().map(|name| folded(name)).filter(|name| !name.is_empty()).collect();
    CannotRead::NoColumn {
        role: column.role,
        wanted: column.names.join(" or "),
        there: if there.is_empty() { "none".to_owned() } else { there.join(", ") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Vec<String> {
        line.split('|').map(str::to_owned).collect()
    }

    #[test]
    fn a_column_is_found_by_its_role_in_any_order_case_and_year() {
        let columns = [
            Column::needed("lsoa", &["lsoa##cd", "lsoa code ####"]),
            Column::needed("lad", &["lad##cd"]),
        ];
        let header = Header::find(&columns, &names("FID|LAD25CD| lsoa21cd ")).unwrap();
        assert_eq!((header.index("lsoa"), header.index("lad")), (Some(2), Some(1)));
        assert_eq!(header.vintage("lsoa"), Some(2021));
        assert_eq!(header.ignored().of("FID"), 1);
        let header = Header::find(&columns, &names("LSOA\r\ncode (2011)|lad26cd")).unwrap();
        assert_eq!(
            (header.name("lsoa"), header.vintage("lsoa")),
            (Some("LSOA code (2011)"), Some(2011))
        );
    }

    #[test]
    fn of_two_years_the_later_is_taken() {
        let columns = [Column::needed("lad", &["lad##cd"])];
        let header = Header::find(&columns, &names("LAD22CD|LAD24CD|LAD23CD")).unwrap();
        assert_eq!(header.index("lad"), Some(1));
    }

    #[test]
    fn several_columns_play_one_role_where_a_feed_asks_for_it() {
        let columns =
            [Column::needed("area", &["geography code"]), Column::several("count", &["*"])];
        let header = Header::find(&columns, &names("Age: Total|geography code||Age: 0")).unwrap();
        assert_eq!(header.indexes("count").collect::<Vec<_>>(), [0, 3]);
    }

    #[test]
    fn a_missing_column_is_told_with_the_names_that_are_there() {
        let columns = [Column::needed("patients", &["number of patients"])];
        let missing = Header::find(&columns, &names("A|B\nC|")).unwrap_err();
        assert_eq!(
            missing.to_string(),
            "there is no column for patients (number of patients); the columns are: A, B C"
        );
    }

    #[test]
    fn two_columns_of_one_name_are_not_guessed_at() {
        let columns = [Column::needed("lsoa", &["lsoa code"])];
        let twice = Header::find(&columns, &names("LSOA_CODE|LSOA code")).unwrap_err();
        assert_eq!(twice, CannotRead::TwoColumns { role: "lsoa", name: "lsoa code".into() });
    }
}
