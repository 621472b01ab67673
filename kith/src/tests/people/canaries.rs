//! Somebody invented, whose name, sign-in name and NHS number occur nowhere else, so that they are
//! known wherever they turn up.

use axum::http::header::LOCATION;
use kith_frame::module::Route;
use kith_frame::testing::{Answer, House};

use crate::tests::client;

const NAME: &str = "Zephyrine Quillfeather";
const SIGN_IN_NAME: &str = "zephyrine.quillfeather@canary.example";
/// From the range that is kept for tests; its check digit is right.
const NHS_NUMBER: &str = "9434765919";

/// The id of nothing at all.
const NOTHING: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

pub(super) struct Canary {
    pub(super) account: String,
    organisation: String,
    load: String,
    /// Their id in the records.
    pub(super) person: String,
}

impl Canary {
    /// Lets the canary into a house: as a person, in a file's name and cells.
    pub(super) async fn in_house(house: &House) -> Self {
        let ids = house.account_of((SIGN_IN_NAME, NAME), "analyst").await.unwrap();
        let (given, family) = NAME.split_once(' ').unwrap();
        let person = client::known(house, (given, family), NHS_NUMBER).await;
        let mut browser = house.someone("analyst").await;
        let file = format!("{NAME} {NHS_NUMBER}.csv");
        let rows = format!("LSOA21CD,Name\nE01000001,{NAME}\nE01000002,{NHS_NUMBER}\n");
        browser.get("/data/upload").await;
        browser.upload("/data/upload", &file, rows.as_bytes()).await;
        house.work_off().await;
        let loads = browser.get("/api/v1/loads").await.json();
        let load = loads[0]["id"].as_str().unwrap_or(NOTHING).to_owned();
        let organisation = house.organisation().await.unwrap().to_string();
        Self { account: ids.account.to_string(), organisation, load, person }
    }

    /// Every field that any form of ours has, filled with the canary.
    pub(super) fn fields() -> [(&'static str, &'static str); 11] {
        [
            ("text", "zephyrine"),
            ("name", NAME),
            ("sign_in_name", SIGN_IN_NAME),
            ("site", NHS_NUMBER),
            ("role", NHS_NUMBER),
            ("organisation", NAME),
            ("kind", NHS_NUMBER),
            ("ods_code", NHS_NUMBER),
            ("reason", NAME),
            ("nhs_number", NHS_NUMBER),
            ("family_name", "Quillfeather"),
        ]
    }

    /// Whether the text shows the person: by name, sign-in name, number or id.
    pub(super) fn is_in(&self, text: &str) -> bool {
        [NAME, SIGN_IN_NAME, "QUILLFEATHER", "943 476 5919", &self.account]
            .iter()
            .any(|mark| text.contains(mark))
    }

    /// Whether what the route shows comes from the records: a form that is refused shows whoever sent
    /// it what they typed, and a load's name is what somebody called their file.
    pub(super) fn was_not_typed_into(route: &Route) -> bool {
        let echoes = ["/sign-in", "/organisations", "/plans", "/data", "/api/v1/loads", "/jobs"];
        !echoes.iter().any(|path| route.path.starts_with(path))
    }

    /// Neither where the answer leads nor any link or form of it has a name in its address.
    pub(super) fn must_not_be_in_addresses(answer: &Answer, what: &str) {
        let place = format!("the address that {what} leads to");
        for location in answer.headers.get_all(LOCATION) {
            Self::must_not_be_in(location.to_str().unwrap(), &place);
        }
        let text = text_of(answer);
        for mark in ["href=\"", "action=\"", "src=\""] {
            for rest in text.split(mark).skip(1) {
                let address = rest.split('"').next().unwrap_or_default();
                Self::must_not_be_in(address, &format!("a link of {what}"));
            }
        }
    }

    /// The canary is not in the text, however it is written in an address.
    pub(super) fn must_not_be_in(text: &str, place: &str) {
        let plain = unescaped(text).to_lowercase();
        for mark in ["zephyrine", "quillfeather", NHS_NUMBER] {
            if let Some(at) = plain.find(mark) {
                let start = plain.floor_char_boundary(at.saturating_sub(200));
                let end = plain.ceil_char_boundary((at + 100).min(plain.len()));
                panic!("{mark} is in {place}: …{}…", &plain[start..end]);
            }
        }
    }

    /// Addresses as somebody may type them, with names where ids belong and in questions.
    pub(super) fn typed_addresses(&self, route: &Route) -> Vec<String> {
        let name = "Zephyrine%20Quillfeather";
        let with_names = route.path.split('/').map(|part| match part.strip_prefix('{') {
            Some(_) => NHS_NUMBER,
            None => part,
        });
        let named = with_names.collect::<Vec<_>>().join("/");
        let asked: Vec<String> =
            ["text", "person", "subject", "search", "at", "page", "sort", "next"]
                .iter()
                .map(|field| format!("{field}={name}"))
                .collect();
        vec![named, format!("{}?{}", filled(route, self), asked.join("&"))]
    }
}

/// The route's path with things that exist.
pub(super) fn filled(route: &Route, canary: &Canary) -> String {
    let part = |part: &str| {
        match part {
            "{user}" => &canary.account,
            "{organisation}" => &canary.organisation,
            "{load}" => &canary.load,
            "{person}" => &canary.person,
            "{entry}" => "1",
            other if other.starts_with('{') => NOTHING,
            other => other,
        }
        .to_owned()
    };
    route.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// All that an answer says: the page or the problem, or the body.
pub(super) fn text_of(answer: &Answer) -> String {
    let page = answer.page.as_ref().map(|page| format!("{} {}", page.title, answer.main()));
    let problem = answer
        .problem
        .as_ref()
        .map(|problem| format!("{} {} {:?}", problem.what(), problem.next(), problem.reference()));
    [page.unwrap_or_default(), problem.unwrap_or_default(), answer.text()].join(" ")
}

/// An address with its escapes undone: %20 and + are spaces.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = (*first == b'%')
            .then(|| std::str::from_utf8(after.get(..2)?).ok())
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
