//! The wishes and what is decided beforehand, as arguments of `kith design`.

use anyhow::{Context, bail};
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::plan::rules::judge::{counts, groups};
use crate::plan::rules::{
    AtLeast, Fixed, HomesWish, Likeness, ListBand, Listed, MeasureWish, TravelWish, Wishes,
};

/// Adds them.
pub(super) fn arguments(command: Command) -> Command {
    let text = |name: &'static str, help: &'static str| Arg::new(name).long(name).help(help);
    let list = |name: &'static str, help: &'static str| text(name, help).action(ArgAction::Append);
    let number = |name: &'static str, help: &'static str| {
        text(name, help).value_parser(clap::value_parser!(u32))
    };
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    command
        .arg(list("whole", "Layer that should stay whole, with a weight: practice=1, msoa=0.3"))
        .arg(list("homes", "Whose lists get a neighbourhood, with a weight: practice=10, pcn=3"))
        .arg(number("list-least", "Fewest people on the lists of one neighbourhood"))
        .arg(number("list-most", "Most people on the lists of one neighbourhood"))
        .arg(list("alike", "Measure alike within neighbourhoods: imd_2025_score=1"))
        .arg(list("mixed", "Measure mixed within neighbourhoods: imd_2025_score=1"))
        .arg(list("even", "Measure shared out evenly: population_65_over=1"))
        .arg(list("at-least", "Sites for every neighbourhood, with a weight: pharmacy:2=1"))
        .arg(text("near", "Kind of site that should be near, with a weight: health_centre=1"))
        .arg(text("mode", "How people go there: walk, cycle, drive or bus").default_value("walk"))
        .arg(text("beyond-15", "Weight of nobody being more than 15 minutes away"))
        .arg(text("beyond-30", "Weight of nobody being more than 30 minutes away"))
        .arg(text(
            "keep-today",
            "Weight of people staying with those of their neighbourhood of today",
        ))
        .arg(text("keep-whole", "Layer whose units may not be split, such as msoa"))
        .arg(list(
            "together",
            "Areas or units that must share a neighbourhood, with commas between",
        ))
        .arg(list("apart", "Areas or units that may not share one, with commas between"))
        .arg(list(
            "begin",
            "Areas or units with which a neighbourhood is begun, with commas between",
        ))
        .arg(list("count", "Number of neighbourhoods: 7, or of a district: Ashby:4"))
        .arg(flag("open-count", "Any number within the size, whichever is best by the wishes"))
}

/// The wishes that were given.
pub(super) fn wishes(matches: &ArgMatches) -> anyhow::Result<Wishes> {
    let weight = |name: &str| match matches.get_one::<String>(name) {
        None => Ok(0.0),
        Some(text) => text.parse::<f64>().with_context(|| format!("--{name} is a number")),
    };
    let travel = match matches.get_one::<String>("near") {
        None => None,
        Some(text) => {
            let (kind, of_way) = weighed("near", text)?;
            Some(TravelWish {
                kind,
                mode: matches.get_one::<String>("mode").cloned().unwrap_or_default(),
                weight: of_way,
                beyond_15: weight("beyond-15")?,
                beyond_30: weight("beyond-30")?,
            })
        }
    };
    Ok(Wishes {
        whole: all(matches, "whole")?.into_iter().collect(),
        homes: homes(matches)?,
        measures: measures(matches)?,
        at_least: at_least(matches)?,
        travel,
        today: weight("keep-today")?,
    })
}

fn homes(matches: &ArgMatches) -> anyhow::Result<Vec<HomesWish>> {
    let end = |name: &str| matches.get_one::<u32>(name).copied();
    let band = match (end("list-least"), end("list-most")) {
        (None, None) => None,
        (Some(least), Some(most)) => Some(ListBand { least, most }),
        _ => bail!("--list-least and --list-most belong together"),
    };
    let home = |(of, weight): (String, f64)| {
        let of = match of.as_str() {
            "practice" => Listed::Practice,
            "pcn" => Listed::Pcn,
            other => bail!("--homes is of practice or pcn, not {other:?}"),
        };
        Ok(HomesWish { of, weight, band })
    };
    all(matches, "homes")?.into_iter().map(home).collect()
}

fn measures(matches: &ArgMatches) -> anyhow::Result<Vec<MeasureWish>> {
    let mut wishes = Vec::new();
    let likenesses =
        [("alike", Likeness::Alike), ("mixed", Likeness::Mixed), ("even", Likeness::Even)];
    for (name, wish) in likenesses {
        let given = all(matches, name)?.into_iter();
        wishes.extend(given.map(|(measure, weight)| MeasureWish { measure, wish, weight }));
    }
    Ok(wishes)
}

fn at_least(matches: &ArgMatches) -> anyhow::Result<Vec<AtLeast>> {
    let wish = |(text, weight): (String, f64)| {
        let (kind, least) = text.split_once(':').unwrap_or((&text, "1"));
        let least = least.parse().with_context(|| format!("--at-least {text}: no number"))?;
        Ok(AtLeast { kind: kind.to_owned(), least, weight })
    };
    all(matches, "at-least")?.into_iter().map(wish).collect()
}

/// What is decided beforehand.
pub(super) fn fixed(matches: &ArgMatches) -> anyhow::Result<Fixed> {
    let named = |name: &str| groups(&lines(matches, name));
    let counts = counts(&lines(matches, "count"));
    Ok(Fixed {
        whole: matches.get_one::<String>("keep-whole").cloned(),
        together: named("together"),
        apart: named("apart"),
        pins: named("begin"),
        open_count: matches.get_flag("open-count"),
        counts: counts.map_err(|line| anyhow::anyhow!("--count {line:?} is not Ashby:4 or 7"))?,
    })
}

fn lines(matches: &ArgMatches, name: &str) -> String {
    let given: Vec<&str> =
        matches.get_many::<String>(name).into_iter().flatten().map(String::as_str).collect();
    given.join("\n")
}

fn all(matches: &ArgMatches, name: &str) -> anyhow::Result<Vec<(String, f64)>> {
    let given = matches.get_many::<String>(name).into_iter().flatten();
    given.map(|text| weighed(name, text)).collect()
}

/// A thing and its weight: `msoa=0.3`; without a weight, 1.
fn weighed(name: &str, text: &str) -> anyhow::Result<(String, f64)> {
    let (thing, weight) = text.rsplit_once('=').unwrap_or((text, "1"));
    let weight = weight.parse().with_context(|| format!("--{name} {text}: no weight"))?;
    Ok((thing.to_owned(), weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wished_on_the_command_line_is_what_the_rules_say() {
        let given = [
            "design",
            "--whole",
            "msoa=0.3",
            "--homes",
            "practice=10",
            "--list-least",
            "20000",
            "--list-most",
            "60000",
            "--mixed",
            "imd_2025_score",
            "--at-least",
            "pharmacy:2=3",
            "--near",
            "health_centre=1",
            "--beyond-15",
            "0.3",
            "--together",
            "Mill, Quay",
            "--count",
            "7",
            "--open-count",
        ];
        let matches = arguments(Command::new("design")).try_get_matches_from(given).unwrap();
        let wishes = wishes(&matches).unwrap();
        assert_eq!(wishes.whole, [("msoa".to_owned(), 0.3)].into());
        assert_eq!(wishes.homes[0].band, Some(ListBand { least: 20_000, most: 60_000 }));
        assert_eq!(wishes.measures[0].wish, Likeness::Mixed);
        assert_eq!(wishes.at_least[0].least, 2);
        assert_eq!(wishes.travel.unwrap().mode, "walk");
        let fixed = fixed(&matches).unwrap();
        assert_eq!(fixed.together, [["Mill", "Quay"].map(str::to_owned)]);
        assert_eq!(fixed.counts, [(String::new(), 7)].into());
        assert!(fixed.open_count);
    }

    #[test]
    fn half_a_size_of_lists_is_refused() {
        let given = ["design", "--homes", "practice", "--list-least", "20000"];
        let matches = arguments(Command::new("design")).try_get_matches_from(given).unwrap();
        let why = wishes(&matches).unwrap_err().to_string();
        assert_eq!(why, "--list-least and --list-most belong together");
    }
}
