//! The borough's own list of its sites, in the layout that Kith asks for: what stands where.

use super::text::Table;
use crate::borough::Borough;
use crate::projection::Unprojection;
use crate::services::Services;

/// Practices, the sites of the teams, and care homes. Practices stand where they are, the others in the
/// middle of their small area.
pub(crate) fn sites(borough: &Borough, seed: u64) -> Vec<u8> {
    let services = Services::new(borough, seed);
    let ground = Unprojection::new();
    let mut table = Table::with_header(&["CODE", "NAME", "KIND", "LATITUDE", "LONGITUDE"]);
    let mut row = |code: &str, name: &str, kind: &str, at: kith_terms::Point| {
        let (longitude, latitude) = ground.degrees(at);
        let degrees = |number: f64| format!("{number:.6}");
        table.row(&[code, name, kind, &degrees(latitude), &degrees(longitude)]);
    };
    for practice in &borough.practices {
        row(practice.code.as_str(), &practice.name, "practice", practice.place);
    }
    for (number, site) in services.sites.iter().enumerate() {
        let at = borough.areas[site.area].middle;
        row(&format!("S{:03}", number + 1), &site.name, site.kind, at);
    }
    for (number, home) in services.care_homes.iter().enumerate() {
        let at = borough.areas[home.area].middle;
        row(&format!("C{:03}", number + 1), &home.name, "care home", at);
    }
    table.into_bytes()
}
