//! The banner at the top of every page about one person, in the order and with the labels of the NHS Common
//! User Interface ("Patient Banner", 2010): FAMILY NAME, given name (title), Born (age), Gender, NHS No., no
//! colons; for the dead another colour and pattern, Died and Age at death. Days are written as the NHS
//! service manual has them, with the month in full.

use maud::{Markup, Render, html};

/// What stands where nothing is known.
const NOT_KNOWN: &str = "Not known";

/// Who a page is about. What is empty is shown as not known.
#[derive(Clone, Default)]
pub struct PersonBanner {
    /// Their family name, as it is written.
    pub family_name: String,
    /// Their given name.
    pub given_name: String,
    /// How they are addressed: "Mrs".
    pub title: String,
    /// Their date of birth, in words.
    pub born: String,
    /// Their age; not for the dead.
    pub age: String,
    /// When they died, where they have.
    pub died: Option<Dead>,
    /// Their gender.
    pub gender: String,
    /// Their NHS number, in groups of three, three and four digits.
    pub nhs_number: String,
}

/// The end of a life.
#[derive(Clone, Default)]
pub struct Dead {
    /// The day, in words.
    pub died: String,
    /// How old they were.
    pub age_at_death: String,
}

impl PersonBanner {
    /// FAMILY NAME, given name (title).
    pub fn name(&self) -> String {
        let family = self.family_name.to_uppercase();
        let family = if family.is_empty() { NOT_KNOWN.to_owned() } else { family };
        let given = if self.given_name.is_empty() { NOT_KNOWN } else { &self.given_name };
        let title =
            if self.title.is_empty() { String::new() } else { format!(" ({})", self.title) };
        format!("{family}, {given}{title}")
    }
}

impl Render for PersonBanner {
    fn render(&self) -> Markup {
        let is_dead = self.died.is_some();
        let born = match (self.born.is_empty(), self.age.is_empty() || is_dead) {
            (true, _) => String::new(),
            (false, true) => self.born.clone(),
            (false, false) => format!("{} ({})", self.born, self.age),
        };
        html! {
            section class={ "kith-person" @if is_dead { " kith-person--dead" } } aria-label="Person" {
                h1 class="kith-person__name" { (self.name()) }
                dl class="kith-person__facts" {
                    (fact("Born", &born))
                    @if let Some(dead) = &self.died {
                        (fact("Died", &dead.died))
                        (fact("Age at death", &dead.age_at_death))
                    }
                    (fact("Gender", &self.gender))
                    (fact("NHS No.", &self.nhs_number))
                }
            }
        }
    }
}

fn fact(label: &str, value: &str) -> Markup {
    html! {
        div class="kith-person__fact" {
            dt class="kith-person__label" { (label) }
            dd class="kith-person__value" {
                span class="nhsuk-u-nowrap" { @if value.is_empty() { (NOT_KNOWN) } @else { (value) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_in_the_order_that_the_nhs_agreed() {
        let banner = |family: &str, given: &str, title: &str| PersonBanner {
            family_name: family.into(),
            given_name: given.into(),
            title: title.into(),
            ..PersonBanner::default()
        };
        assert_eq!(banner("Marsh", "Ann", "Mrs").name(), "MARSH, Ann (Mrs)");
        assert_eq!(banner("Ní Bhraonáin", "Zoë", "").name(), "NÍ BHRAONÁIN, Zoë");
        assert_eq!(banner("", "", "").name(), "Not known, Not known");
    }

    #[test]
    fn the_dead_have_no_age_but_one_at_death_and_look_different() {
        let alive = PersonBanner {
            born: "1 May 1945".into(),
            age: "81y".into(),
            ..PersonBanner::default()
        };
        let died = Dead { died: "2 June 2025".into(), age_at_death: "80y".into() };
        let dead = PersonBanner { died: Some(died), ..alive.clone() };
        let (alive, dead) = (alive.render().into_string(), dead.render().into_string());
        assert!(alive.contains("1 May 1945 (81y)") && !alive.contains("--dead"));
        assert!(dead.contains("kith-person--dead") && !dead.contains("81y"));
        assert!(dead.contains("Died") && dead.contains("Age at death") && dead.contains("80y"));
        assert!(alive.contains("NHS No.") && alive.contains("Not known"));
    }
}
