//! Pages and figures as golden files: whoever changes a component sees what it changes.

use kith_design::{PageWidth, assets, html};

use crate::samples;

/// The page with one element a line, without the hashes and outlines of icons, which come from the
/// npm package.
fn readable(html: &str) -> String {
    let mut text = without_outlines(html).replace("><", ">\n<");
    for asset in assets() {
        text = text.replace(asset.hash, "HASH");
    }
    text
}

fn without_outlines(html: &str) -> String {
    let mut parts = html.split("<svg class=\"nhsuk-icon ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = part.split('"').next().unwrap_or_default();
        let rest = part.split_once("</svg>").map_or("", |(_, rest)| rest);
        text.extend(["<svg class=\"nhsuk-icon ", name, "\"></svg>", rest]);
    }
    text
}

#[test]
fn a_list_with_filters() {
    insta::assert_snapshot!(readable(&samples::list().render()));
}

#[test]
fn a_form_that_was_refused() {
    insta::assert_snapshot!(readable(&samples::form().render()));
}

#[test]
fn progress_emptiness_and_warnings() {
    insta::assert_snapshot!(readable(&samples::states().render()));
}

#[test]
fn a_problem() {
    insta::assert_snapshot!(readable(&samples::problem().render()));
}

#[test]
fn a_map_of_values() {
    let boundaries = samples::lattice(4);
    let figure = samples::choropleth_of(&boundaries, None);
    let page = samples::figure_page("Patients", &figure, samples::map_controls(&boundaries));
    insta::assert_snapshot!(readable(&page.render()));
    insta::assert_snapshot!(figure.csv);
}

#[test]
fn a_map_of_neighbourhoods() {
    let boundaries = samples::lattice(6);
    let figure = samples::zones_of(&boundaries, |index| index / 18 * 2 + index % 6 / 3);
    let page = samples::figure_page("Plan", &figure, html! {});
    insta::assert_snapshot!(readable(&page.render()));
    insta::assert_snapshot!(figure.csv);
}

#[test]
fn bars_beside_each_other() {
    let figure = samples::bar_chart();
    let page = samples::figure_page("Registered against resident", &figure, html! {});
    insta::assert_snapshot!(readable(&page.render()));
    insta::assert_snapshot!(figure.csv);
}

#[test]
fn zooming_in_leaves_out_what_is_not_seen() {
    let boundaries = samples::lattice(10);
    let window = kith_design::map::Window::around(&boundaries).scaled(0.3);
    let whole = samples::choropleth_of(&boundaries, None).svg.into_string();
    let part = samples::choropleth_of(&boundaries, Some(window)).svg.into_string();
    assert_eq!(whole.matches("<path id=").count(), 100);
    assert!(part.matches("<path id=").count() < 30);
}

#[test]
fn no_page_has_inline_style_or_script() {
    let boundaries = samples::lattice(4);
    let map = samples::choropleth_of(&boundaries, None);
    let pages = [
        samples::list(),
        samples::form(),
        samples::states(),
        samples::problem(),
        samples::figure_page("Patients", &map, samples::map_controls(&boundaries)),
        samples::page("Empty", PageWidth::Reading, html! {}),
    ];
    for page in pages {
        let html = page.render();
        assert!(!html.contains(" style=") && !html.contains("<style"), "{}", page.title);
        assert!(!html.contains(" onclick=") && !html.contains("javascript:"), "{}", page.title);
        assert_eq!(
            html.matches("<script").count(),
            html.matches("<script type=\"module\" src=").count()
        );
    }
}
