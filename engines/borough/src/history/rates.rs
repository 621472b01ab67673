//! `rates/history.toml` as values.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rates {
    pub(super) months: usize,
    pub(super) meetings: Meetings,
    pub(super) actions: Actions,
    pub(super) referrals: Referrals,
    pub(super) escalations: Escalations,
    pub(super) feedback: Feedback,
    pub(super) money: Money,
    pub(super) measures: Measures,
    pub(super) projects: Projects,
    pub(super) maturity: Maturity,
    pub(super) team_of_two: TeamOfTwo,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Meetings {
    pub(super) every_days: usize,
    pub(super) minutes_least: usize,
    pub(super) minutes_most: usize,
    pub(super) invited: usize,
    pub(super) attendance: f64,
    pub(super) items_least: usize,
    pub(super) items_most: usize,
    pub(super) quorum_professions: usize,
    pub(super) outcomes: Vec<(String, f64)>,
    pub(super) actions_an_item: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Actions {
    pub(super) due_days_least: usize,
    pub(super) due_days_most: usize,
    pub(super) done_share: f64,
    pub(super) on_time_share: f64,
    pub(super) late_days_mean: f64,
    pub(super) kinds: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Referrals {
    pub(super) a_month: f64,
    pub(super) reasons: Vec<String>,
    pub(super) accepted: f64,
    pub(super) advice: f64,
    pub(super) days_a_step_mean: f64,
    pub(super) days_open_mean: f64,
    pub(super) most_steps: usize,
    pub(super) bounces: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Escalations {
    pub(super) a_month: f64,
    pub(super) reasons: Vec<String>,
    pub(super) levels: Vec<(String, usize, f64)>,
    pub(super) answered_in_time: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Feedback {
    pub(super) a_month: f64,
    pub(super) channels: Vec<String>,
    pub(super) themes: Vec<(String, String)>,
    pub(super) answered_share: f64,
    pub(super) answer_days_mean: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Money {
    pub(super) pounds_a_head: f64,
    pub(super) contributors: Vec<(String, f64)>,
    pub(super) purposes: Vec<(String, f64)>,
    pub(super) spread: f64,
    pub(super) late_share: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Measures {
    pub(super) between: f64,
    pub(super) improves_in_month: usize,
    pub(super) improves_by: f64,
    pub(super) list: Vec<Measure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Measure {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) more_is_better: bool,
    pub(super) share: f64,
    pub(super) of: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Projects {
    pub(super) names: Vec<(String, String)>,
    pub(super) for_a_neighbourhood: usize,
    pub(super) claimed_share: f64,
    pub(super) contacts_a_month: f64,
    pub(super) relabelled: [String; 2],
    pub(super) relabelled_in_month: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Maturity {
    pub(super) every_months: usize,
    pub(super) dimensions: Vec<String>,
    pub(super) raters: Vec<String>,
    pub(super) levels: u32,
    pub(super) start: f64,
    pub(super) rise_a_year: f64,
    pub(super) rater_bias: Vec<f64>,
    pub(super) spread: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamOfTwo {
    pub(super) share: f64,
}

pub(super) fn rates() -> Rates {
    toml::from_str(include_str!("../../rates/history.toml"))
        .expect("a test reads the file that is compiled in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_that_belong_together_make_a_whole() {
        let rates = rates();
        let whole = |shares: &[(String, f64)]| shares.iter().map(|(_, share)| share).sum::<f64>();
        for shares in [&rates.meetings.outcomes, &rates.money.contributors, &rates.money.purposes] {
            assert!((whole(shares) - 1.0).abs() < 1e-9, "{shares:?}");
        }
        assert_eq!(rates.maturity.raters.len(), rates.maturity.rater_bias.len());
        assert!(rates.measures.improves_in_month < rates.months);
        assert!(rates.projects.relabelled_in_month < rates.months);
    }
}
