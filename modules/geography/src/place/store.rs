//! The rows of a place in the store, one statement a function.

use kith_intake::load;
use kith_store::{AsOf, Reader, Row, StoreError, sql};
use kith_terms::Id;

use super::Area;
use super::assemble::{PracticeRow, Rows, SiteRow};
use crate::boundary_bytes;
use crate::feeds::FEEDS;

/// The loads that a place is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Their ids in the order in which they arrived.
    pub loads: Vec<Id<load::Load>>,
    /// The day that is asked about.
    pub as_of: AsOf,
}

impl Basis {
    /// A text that is the same for the same loads: what a place in memory was made from.
    pub fn version(&self) -> String {
        let ids: Vec<String> = self.loads.iter().map(ToString::to_string).collect();
        format!("{} {}", self.as_of.at, ids.join(" "))
    }
}

/// The loads that count on a day as it was known at a moment.
pub async fn basis(reader: &mut Reader, as_of: AsOf) -> Result<Basis, StoreError> {
    let mut loads = Vec::new();
    for feed in FEEDS {
        loads.extend(load::that_count(reader, feed, as_of).await?);
    }
    // Ids sort by the time they were made.
    loads.sort_unstable();
    Ok(Basis { loads, as_of })
}

/// Everything that the loads hold about a place.
pub async fn rows(reader: &mut Reader, basis: &Basis) -> Result<Rows, StoreError> {
    let vintage = vintage(reader, basis).await?;
    let mut rows = Rows::default();
    for load in &basis.loads {
        rows.areas.extend(areas(reader, *load, &vintage).await?);
        rows.units.extend(units(reader, *load).await?);
        rows.area_units.extend(area_units(reader, *load).await?);
        rows.measures.extend(measures(reader, *load).await?);
        rows.practices.extend(practices(reader, *load).await?);
        rows.pcns.extend(pcns(reader, *load).await?);
        rows.memberships.extend(memberships(reader, *load, basis.as_of).await?);
        rows.registrations.extend(registrations(reader, *load).await?);
        rows.links.extend(links(reader, *load).await?);
        rows.sites.extend(sites(reader, *load).await?);
    }
    Ok(rows)
}

/// The newest vintage of areas that is here: two vintages on one map would overlap.
async fn vintage(reader: &mut Reader, basis: &Basis) -> Result<String, StoreError> {
    let mut newest = String::new();
    for load in &basis.loads {
        let here: Option<String> =
            sql("SELECT max(vintage) AS vintage FROM geography_area WHERE load = $1")
                .bind(*load)
                .one(reader, |row| row.get("vintage"))
                .await?;
        newest = newest.max(here.unwrap_or_default());
    }
    Ok(newest)
}

async fn areas(
    reader: &mut Reader,
    load: Id<load::Load>,
    vintage: &str,
) -> Result<Vec<Area>, StoreError> {
    sql("SELECT code, name, east, north, boundary FROM geography_area \
         WHERE load = $1 AND vintage = $2")
    .bind(load)
    .bind(vintage)
    .all(reader, area)
    .await
}

fn area(row: &Row) -> Result<Area, StoreError> {
    let bytes: Vec<u8> = row.get("boundary")?;
    let unreadable = |_| StoreError::failed("the outline of an area cannot be read back");
    Ok(Area {
        code: row.get("code")?,
        name: row.get("name")?,
        middle: kith_terms::Point { east: row.get("east")?, north: row.get("north")? },
        boundary: boundary_bytes::decode(&bytes).map_err(unreadable)?,
    })
}

/// National files speak of all areas of the country; only those with an outline here are of use.
const OURS: &str = "AND area IN (SELECT code FROM geography_area)";

async fn units(
    reader: &mut Reader,
    load: Id<load::Load>,
) -> Result<Vec<(String, String, String)>, StoreError> {
    sql("SELECT layer, code, name FROM geography_unit WHERE load = $1")
        .bind(load)
        .all(reader, |row| Ok((row.get("layer")?, row.get("code")?, row.get("name")?)))
        .await
}

async fn area_units(
    reader: &mut Reader,
    load: Id<load::Load>,
) -> Result<Vec<(String, kith_terms::LsoaCode, String)>, StoreError> {
    sql(format!("SELECT layer, area, unit FROM geography_area_unit WHERE load = $1 {OURS}"))
        .bind(load)
        .all(reader, |row| Ok((row.get("layer")?, row.get("area")?, row.get("unit")?)))
        .await
}

async fn measures(
    reader: &mut Reader,
    load: Id<load::Load>,
) -> Result<Vec<(String, kith_terms::LsoaCode, f64)>, StoreError> {
    sql(format!("SELECT measure, area, value FROM geography_measure WHERE load = $1 {OURS}"))
        .bind(load)
        .all(reader, |row| Ok((row.get("measure")?, row.get("area")?, row.get("value")?)))
        .await
}

/// Practices that are open, or of which nothing else is said. Other prescribing cost centres
/// (out-of-hours services, prisons) are no practices: the register gives 4 to those that are.
async fn practices(
    reader: &mut Reader,
    load: Id<load::Load>,
) -> Result<Vec<PracticeRow>, StoreError> {
    sql("SELECT code, name, postcode, pcn FROM geography_practice WHERE load = $1 \
         AND (status IS NULL OR status = 'active') AND (setting IS NULL OR setting = '4')")
    .bind(load)
    .all(reader, |row| {
        Ok(PracticeRow {
            code: row.get("code")?,
            name: row.get("name")?,
            postcode: row.get("postcode")?,
            pcn: row.get("pcn")?,
        })
    })
    .await
}

async fn pcns(
    reader: &mut Reader,
    load: Id<load::Load>,
) -> Result<Vec<(kith_terms::OdsCode, String)>, StoreError> {
    sql("SELECT code, name FROM geography_pcn WHERE load = $1")
        .bind(load)
        .all(reader, |row| Ok((row.get("code")?, row.get("name")?)))
        .await
}

async fn memberships(
    reader: &mut Reader,
    load: Id<load::Load>,
    as_of: AsOf,
) -> Result<Vec<(kith_terms::OdsCode, kith_terms::OdsCode)>, StoreError> {
    sql("SELECT practice, pcn FROM geography_membership WHERE load = $1 \
         AND valid_from <= $2 AND (valid_to IS NULL OR valid_to >= $2) ORDER BY valid_from")
    .bind(load)
    .bind(as_of.at)
    .all(reader, |row| Ok((row.get("practice")?, row.get("pcn")?)))
    .await
}

async fn registrations(
    reader: &mut Reader,
    load: Id<load::Load>,
) -> Result<Vec<(kith_terms::OdsCode, String, u32)>, StoreError> {
    sql("SELECT practice, area, patients FROM geography_registration WHERE load = $1 AND sex = 'all'")
        .bind(load)
        .all(reader, |row| Ok((row.get("practice")?, row.get("area")?, row.get("patients")?)))
        .await
}

async fn links(
    reader: &mut Reader,
    load: Id<load::Load>,
) -> Result<Vec<(kith_terms::LsoaCode, kith_terms::LsoaCode, String, String)>, StoreError> {
    sql("SELECT from_area, to_area, kind, name FROM geography_link WHERE load = $1")
        .bind(load)
        .all(reader, |row| {
            Ok((row.get("from_area")?, row.get("to_area")?, row.get("kind")?, row.get("name")?))
        })
        .await
}

async fn sites(reader: &mut Reader, load: Id<load::Load>) -> Result<Vec<SiteRow>, StoreError> {
    sql("SELECT kind, code, name, east, north FROM geography_site WHERE load = $1")
        .bind(load)
        .all(reader, |row| {
            Ok(SiteRow {
                kind: row.get("kind")?,
                code: row.get("code")?,
                name: row.get("name")?,
                at: kith_terms::Point { east: row.get("east")?, north: row.get("north")? },
            })
        })
        .await
}
