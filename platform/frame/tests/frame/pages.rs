//! A few pages as golden files, and what every page and problem has.

use kith_frame::testing::House;

use crate::people::sign_in;
use crate::tables::MODULES;

/// Form keys come from the dice; which ones is of no interest.
fn without_keys(lines: &str) -> String {
    let mut text = lines.to_owned();
    for field in ["name=\"form_key\" value=\"", "name=\"once\" value=\""] {
        let mut parts = text.split(field);
        let mut next = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest = part.split_once('"').map_or("", |(_, rest)| rest);
            next = next + field + "KEY\"" + rest;
        }
        text = next;
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
