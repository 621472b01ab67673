//! A few pages as golden files, and what every page and problem has.

use kith_frame::testing::House;

use crate::people::sign_in;
use crate::tables::MODULES;

/// Form keys come from the dice; which ones is of no interest.
fn without_keys(lines: &str) -> String {
    let mut parts = lines.split("name=\"form_key\" value=\"");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text += "name=\"form_key\" value=\"KEY\"";
        text += part.split_once('"').map_or("", |(_, rest)| rest);
    }
    text
}

#[tokio::test]
async fn home() {
    let house = House::on_a_file(MODULES).await;
    let page = house.someone("integrator-manager").await.get("/").await;
    insta::assert_snapshot!(without_keys(&page.lines()));
}

#[tokio::test]
async fn sign_in_with_errors() {
    let house = House::on_a_file(MODULES).await;
    let page = sign_in(&mut house.stranger(), "", "").await;
    insta::assert_snapshot!(without_keys(&page.lines()));
}

#[tokio::test]
async fn my_account() {
    let house = House::on_a_file(MODULES).await;
    let page = house.someone("analyst").await.get("/account").await;
    insta::assert_snapshot!(without_keys(&page.lines()));
}
