//! The rules of a plan in words.

use crate::measure;
use crate::place::travel;
use crate::plan::Rules;
use crate::plan::rules::{Fixed, importance};

/// What was decided beforehand, a sentence each.
pub(crate) fn fixed(fixed: &Fixed) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(layer) = &fixed.whole {
        lines.push(format!("Each {} is kept whole.", layer_title(layer)));
    }
    lines.extend(fixed.together.iter().map(|names| format!("Together: {}.", names.join(", "))));
    lines.extend(fixed.apart.iter().map(|names| format!("Apart: {}.", names.join(", "))));
    lines.extend(fixed.pins.iter().map(|names| format!("Begun with: {}.", names.join(", "))));
    lines.extend(fixed.counts.iter().map(|(name, count)| match name.as_str() {
        "" => format!("Number of neighbourhoods: {count}."),
        name => format!("Number of neighbourhoods in {name}: {count}."),
    }));
    if fixed.open_count {
        let words =
            "Any number of neighbourhoods within the size, whichever is best by the wishes.";
        lines.push(words.to_owned());
    }
    lines
}

/// What was wished, a sentence each, with the words and numbers of the weights.
pub(crate) fn wishes(rules: &Rules) -> Vec<String> {
    let wishes = &rules.wishes;
    let mut lines = Vec::new();
    let mut line = |what: &str, weight: f64| {
        lines.push(format!("{what}: {}.", importance::in_words(weight).to_lowercase()));
    };
    line("Short borders", rules.weights.border);
    line("Whole PCNs", rules.weights.pcn);
    line("Whole wards", rules.weights.ward);
    for (layer, weight) in &wishes.whole {
        line(&format!("Each {} whole", layer_title(layer)), *weight);
    }
    for wish in &wishes.homes {
        let of = wish.of.title();
        line(&format!("People live in the neighbourhood that looks after their {of}"), wish.weight);
    }
    for wish in &wishes.measures {
        let title = measure::called(&wish.measure).title;
        line(&format!("{title}, {}", wish.wish.title()), wish.weight);
    }
    for wish in &wishes.at_least {
        let kind = in_words(&wish.kind);
        line(&format!("At least {} of the sites “{kind}” in each", wish.least), wish.weight);
    }
    if let Some(wish) = &wishes.travel {
        let mode = travel::mode(&wish.mode).map_or(wish.mode.clone(), |mode| mode.title);
        let way = format!("{mode} to the site “{}”", in_words(&wish.kind));
        line(&format!("A short way {}", way.to_lowercase()), wish.weight);
        line("Nobody more than 15 minutes away", wish.beyond_15);
        line("Nobody more than 30 minutes away", wish.beyond_30);
    }
    if wishes.today > 0.0 {
        line("People stay with those of their neighbourhood of today", wishes.today);
    }
    for wish in &wishes.homes {
        if let Some(band) = wish.band {
            let words = kith_frame::words::count;
            lines.push(format!(
                "The lists of each {} that share a neighbourhood have {} to {} people together.",
                wish.of.title(),
                words(u64::from(band.least)),
                words(u64::from(band.most))
            ));
        }
    }
    lines
}

/// What one unit of a layer is called.
pub(crate) fn layer_title(layer: &str) -> String {
    match layer {
        "lad" => "local authority district".to_owned(),
        "icb" => "integrated care board".to_owned(),
        "sub_icb" => "sub-ICB location".to_owned(),
        "msoa" => "MSOA".to_owned(),
        "msoa_known_as" => "MSOA of one name".to_owned(),
        "rural_urban" => "rural or urban class".to_owned(),
        other => in_words(other),
    }
}

/// `health_centre` is "health centre".
pub(crate) fn in_words(key: &str) -> String {
    key.replace('_', " ")
}
