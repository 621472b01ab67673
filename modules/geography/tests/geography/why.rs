//! Why a border is where it is, on the place of six squares.

use axum::http::StatusCode;
use kith_frame::testing::House;

use crate::taking_in::MODULES;
use crate::workbench::laid;

#[tokio::test]
async fn each_area_beside_a_border_has_a_price_for_each_neighbourhood_beside_it() {
    for house in House::on_each_backend(MODULES).await {
        let mut table = laid(house).await;
        let path = format!("/plans/{}/why", table.plan);
        let all = table.analyst.get(&path).await;
        assert_eq!(all.status, StatusCode::OK);
        for words in
            ["In all", "Borders", "PCNs", "Wards", "One of both would leave the size asked for"]
        {
            assert!(all.says(words), "{words}: {}", all.main());
        }
        let file = table.analyst.get(&format!("{path}.csv")).await.text();
        let rows: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
        assert!(rows[0].ends_with("Points,Borders,PCN,ward,Forbidden because"), "{}", rows[0]);
        assert!(rows.len() > 2, "{file}");
        let one = table.analyst.get(&format!("{path}?neighbourhood=N01")).await;
        assert!(one.says("Showing"), "{}", one.main());
    }
}

#[tokio::test]
async fn of_one_area_it_is_told_what_would_become_of_every_figure_and_which_rule_forbids_it() {
    let mut table = laid(House::on_a_file(MODULES).await).await;
    let path = format!("/plans/{}/why", table.plan);
    let one = table.analyst.get(&format!("{path}?area=E01000002")).await;
    for words in [
        "Square 002A (E01000002) is in ",
        "10,000 people count for size.",
        "A rule forbids it: one of both would leave the size asked for.",
        "20,000 people, 5,000 too few",
        "40,000 people, 5,000 too many",
        "Outside the size asked for: 0 now, 2 then (2 more)",
        "Move this area",
    ] {
        assert!(one.says(words), "{words}: {}", one.main());
    }
    let none = table.analyst.get(&format!("{path}?area=E01999999")).await;
    assert!(none.says("The plan has no area E01999999."));
}

#[tokio::test]
async fn of_a_draft_only_those_who_may_see_drafts_are_told() {
    let mut table = laid(House::on_a_file(MODULES).await).await;
    let mut administrator = table.house.someone("administrator").await;
    for door in ["why", "why.csv", "edit"] {
        let path = format!("/plans/{}/{door}", table.plan);
        let refused = administrator.get(&path).await;
        assert!(!refused.status.is_success() && !refused.says("Square"), "{door}");
    }
    assert_eq!(table.analyst.get("/plans/nonsense/why").await.status, StatusCode::NOT_FOUND);
}
