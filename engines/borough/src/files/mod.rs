//! The official files of the fictional borough, column for column as their publishers lay them out.

mod deprivation;
mod nhs;
mod ods;
mod ons;
mod sites;
pub(crate) mod text;
pub(crate) mod xlsx;

use crate::borough::Borough;

/// A file as it would be downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialFile {
    /// Its name, as the publisher gives it.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The name of the file into which defects are planted.
pub(crate) const REGISTRATIONS: &str = "gp-reg-pat-prac-lsoa-all.csv";

/// All files, in the order in which a place is best loaded.
pub(crate) fn all(borough: &Borough, seed: u64) -> Vec<OfficialFile> {
    let file = |name: &str, bytes: Vec<u8>| OfficialFile { name: name.to_owned(), bytes };
    vec![
        file(
            "Lower_layer_Super_Output_Areas_(December_2021)_Boundaries_EW_BGC_(V5).geojson",
            ons::boundaries(borough, seed),
        ),
        file(
            "LSOA_(2021)_to_Electoral_Ward_(2024)_to_LAD_(2024)_Best_Fit_Lookup_in_EW.csv",
            ons::wards(borough),
        ),
        file(
            "LSOA_(2021)_to_SICBL_to_ICB_to_LAD_(April_2024)_Lookup_in_EN.csv",
            ons::integrated_care_boards(borough),
        ),
        file("OA21_LSOA21_MSOA21_LAD22_EW_LU.csv", ons::output_areas(borough)),
        file("census2021-ts007a-lsoa.csv", ons::census_ages(borough)),
        file("Rural_Urban_Classification_(2021)_of_LSOAs_in_EW.csv", ons::rural_urban(borough)),
        file("MSOA-Names-2.2.csv", ons::friendly_names(borough)),
        file(
            "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv",
            deprivation::file_7(borough, seed),
        ),
        file("gp-reg-pat-prac-map.csv", nhs::map(borough)),
        file("gp-reg-pat-prac-all.csv", nhs::lists(borough)),
        file(REGISTRATIONS, nhs::registrations(borough)),
        file("epraccur.csv", ods::epraccur(borough)),
        file("ePCN.xlsx", ods::epcn(borough)),
        file("links.csv", ons::links(borough)),
        file("sites.csv", sites::sites(borough, seed)),
    ]
}

/// Areas above the small ones, of which the borough has one each.
pub(crate) mod above {
    /// The local authority: its code and name.
    pub(crate) const LAD: (&str, &str) = ("E06990001", "Wendmere");
    /// The sub-ICB location: ONS code, NHS code, name.
    pub(crate) const SUB_ICB: (&str, &str, &str) =
        ("E38990001", "99Z", "NHS Wendmere and the Banks ICB - 99Z");
    /// The integrated care board: ONS code, NHS code, name.
    pub(crate) const ICB: (&str, &str, &str) =
        ("E54990001", "Q9Z", "NHS Wendmere and the Banks Integrated Care Board");
    /// The region: ONS code, NHS code, name.
    pub(crate) const REGION: (&str, &str, &str) = ("E40990001", "Y9Z", "North Sea");
}
