//! Every door tried by everybody: each route, as each role, of either organisation, in every state that
//! a session can be in, for things that exist, that do not and that cannot be. Who may pass is worked out
//! from the table of modules alone; each refusal must stand in the journal, with who it was.
//!
//! The cases are made from the table, so a new route is swept without a line here. A new kind of thing in
//! an address needs its line in [`Things::named`].

mod cast;
pub(super) mod things;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::StatusCode;
use futures_util::StreamExt;
use futures_util::stream;
use kith_frame::module::{Access, Method, Route};
use kith_frame::problem::Problem;
use kith_frame::rights::STOP_JOBS;
use kith_frame::testing::{Answer, Browser, House};
use kith_store::journal::{self, Entry};
use kith_store::testing::noted;
use kith_store::{Author, Fact};
use serde_json::Value;

use crate::modules::MODULES;
use cast::{Person, Standing};
use things::{Target, Things};

/// Routes that take a file; their keys travel beside it.
pub(super) const UPLOADS: [&str; 1] = ["/data/upload"];
/// Routes outside the API that a script of ours calls.
const CALLS: [&str; 2] = ["/account/passkeys/ask", "/account/passkeys"];

/// What is put in the place of an organisation, of a version that it never had.
static AN_ORGANISATION: LazyLock<Value> = LazyLock::new(
    || serde_json::json!({ "name": "Swept", "kind": "voluntary-or-community", "ods_code": null }),
);

/// The sweep is as wide as this at least.
const FEWEST_CASES: usize = 10_000;

/// So many people knock at the same time: their refusals then share the journal's commits.
const AT_ONCE: usize = 4;

/// So often a door that is busy is asked again.
const MOST_TRIES: usize = 50;

/// What somebody who knocks must be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// They pass; what the page then says is its own matter.
    Passes,
    /// They pass, and are told that there is no such thing.
    NoSuchThing,
    /// Their role lacks the right.
    Lacks(&'static str),
    /// They are asked to sign in, or to choose a role.
    NotSignedIn,
    /// What they sent is no form of ours.
    NotOurForm,
    /// Everyone may knock: whatever the answer is, it is no fault.
    Anything,
}

/// One knock at one door.
struct Case<'a> {
    route: &'static Route,
    person: &'a Person,
    target: &'a Target,
    keyed: bool,
}

pub(super) fn all_routes() -> impl Iterator<Item = &'static Route> {
    MODULES.iter().flat_map(|module| module.routes)
}

fn routes(method: Method) -> impl Iterator<Item = &'static Route> {
    all_routes().filter(move |route| route.method == method)
}

#[tokio::test]
async fn every_door_gives_everybody_the_one_answer_that_is_allowed() {
    let house = House::on_a_file(MODULES).await;
    let things = Things::of_the_demo(&house).await;
    let cast = cast::everybody(&house, &things).await;
    let mut seen = Seen::default();
    // First what changes nothing, so that each page is seen with the demo behind it.
    for method in [Method::Get, Method::Post, Method::Put] {
        let walks = cast.iter().map(|person| walk(&house, &things, person, method));
        let walks = stream::iter(walks).buffer_unordered(AT_ONCE);
        seen = walks.fold(seen, async |all, one| all.and(one)).await;
    }
    let cases = seen.counted.values().sum::<usize>();
    assert!(seen.wrong.is_empty(), "{} of {cases}:\n{}", seen.wrong.len(), seen.wrong.join("\n"));
    assert!(cases >= FEWEST_CASES, "{cases} cases only");
    noted("route sweep", &format!("{cases} cases, 0 unexpected: {:?}", seen.counted));
}

/// What was seen on a walk: how many cases of each verdict, and what was not as it should be.
#[derive(Default)]
struct Seen {
    counted: BTreeMap<Verdict, usize>,
    wrong: Vec<String>,
}

impl Seen {
    fn and(mut self, other: Self) -> Self {
        for (verdict, many) in other.counted {
            *self.counted.entry(verdict).or_default() += many;
        }
        self.wrong.extend(other.wrong);
        self
    }
}

/// Tries all doors of a method as one person, then holds the refusals against the journal.
async fn walk(house: &House, things: &Things, person: &Person, method: Method) -> Seen {
    let began = last_entry(house).await;
    let (mut seen, mut refused) = (Seen::default(), Vec::new());
    for route in routes(method) {
        let targets = things.targets(route, person.organisation);
        for case in targets.iter().flat_map(|target| cases(route, person, target)) {
            refused.extend(seen.knock(&case, things).await);
        }
    }
    if person.standing == Standing::NoSession {
        refused.clear();
    }
    until_all_is_noted(house).await;
    let noted = refusals_since(house, began, person).await;
    if noted != refused {
        let at = noted.iter().zip(&refused).position(|(a, b)| a != b);
        let (many, noted) = (refused.len(), noted.len());
        seen.wrong
            .push(format!("{person:?}: {many} refusals, {noted} noted; they differ at {at:?}"));
    }
    seen
}

impl Seen {
    /// Knocks; a refusal is given back as the journal should have it.
    async fn knock(&mut self, case: &Case<'_>, things: &Things) -> Option<(String, String)> {
        let answer = case.send().await;
        let told = verdict_of(&answer, case.route);
        let allowed = case.allowed(things);
        let is_right = match allowed {
            Verdict::Anything => !answer.status.is_server_error(),
            wanted => wanted == told && !answer.status.is_server_error(),
        };
        // Whether it is ready is for the server to say, and the machine of the tests is busy.
        let is_right = is_right || case.route.path == "/readyz";
        *self.counted.entry(allowed).or_default() += 1;
        if !is_right {
            self.wrong
                .push(format!("{case}: {allowed:?} wanted, told {told:?} ({})", answer.status));
        }
        let lacking = match told {
            Verdict::Lacks(right) => right,
            Verdict::NotSignedIn => "session",
            Verdict::NotOurForm => "form",
            _ => return None,
        };
        Some((case.target.path.clone(), lacking.to_owned()))
    }
}

/// A form is sent with its key and without. Signing out with the key would end the session with which
/// the walk goes on.
fn cases<'a>(route: &'static Route, person: &'a Person, target: &'a Target) -> Vec<Case<'a>> {
    let keyed: &[bool] = match (route.method, route.path) {
        (Method::Get, _) => &[true],
        (Method::Post, "/sign-out") => &[false],
        (Method::Post | Method::Put, _) => &[true, false],
    };
    keyed.iter().map(|&keyed| Case { route, person, target, keyed }).collect()
}

impl Case<'_> {
    async fn send(&self) -> Answer {
        let mut browser = self.person.browser.clone();
        if !self.keyed {
            browser = browser.with_form_key("not-the-key");
        }
        send(&mut browser, self.route, &self.target.path).await
    }

    fn allowed(&self, things: &Things) -> Verdict {
        let role = &self.person.role;
        match (self.route.access, self.person.standing) {
            (Access::Everyone, _) => return Verdict::Anything,
            (_, Standing::Valid) => {}
            _ => return Verdict::NotSignedIn,
        }
        if let Access::Needs(right) = self.route.access
            && !role.may(right)
        {
            return Verdict::Lacks(right.key);
        }
        match (self.route.method.changes(), self.keyed, self.target.exists) {
            (true, false, _) if !self.target.is_malformed => Verdict::NotOurForm,
            (_, _, false) => Verdict::NoSuchThing,
            _ if self.stops_the_work_of_others(things) => Verdict::Lacks(STOP_JOBS.key),
            _ => Verdict::Passes,
        }
    }

    fn stops_the_work_of_others(&self, things: &Things) -> bool {
        let own = things.asker_of(&self.target.path) == Some(self.person.account);
        self.route.path == "/jobs/{job}/stop" && !own && !self.person.role.may(STOP_JOBS)
    }
}

impl std::fmt::Display for Case<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keyed = if self.keyed { "with" } else { "without" };
        let word = self.route.method.word();
        write!(f, "{word} {} {keyed} a key by {:?}", self.target.path, self.person)
    }
}

/// Asks a door as its own page or program would. “Not now” is no verdict: on a machine with much else to
/// do, what must be noted before it is shown is asked for again.
pub(super) async fn send(browser: &mut Browser, route: &Route, path: &str) -> Answer {
    let mut answer = send_once(browser, route, path).await;
    for _ in 0..MOST_TRIES {
        if !matches!(answer.problem, Some(Problem::NotNow(_))) {
            break;
        }
        answer = send_once(browser, route, path).await;
    }
    answer
}

async fn send_once(browser: &mut Browser, route: &Route, path: &str) -> Answer {
    match route.method {
        Method::Get => browser.get(path).await,
        Method::Post if UPLOADS.contains(&route.path) => {
            browser.upload(path, "a.csv", b"a,b\n").await
        }
        Method::Post if path.starts_with("/api/") || CALLS.contains(&path) => {
            browser.call(path, &serde_json::json!({})).await
        }
        Method::Post => browser.post(path, &[]).await,
        Method::Put => browser.put((path, "\"0\""), &AN_ORGANISATION).await,
    }
}

fn verdict_of(answer: &Answer, route: &Route) -> Verdict {
    match &answer.problem {
        Some(Problem::NoRight { right, .. }) => Verdict::Lacks(right.key),
        Some(Problem::NotSignedIn) => Verdict::NotSignedIn,
        Some(Problem::NotOurForm) => Verdict::NotOurForm,
        _ if answer.status == StatusCode::NOT_FOUND && route.path.contains('{') => {
            Verdict::NoSuchThing
        }
        _ => Verdict::Passes,
    }
}

async fn last_entry(house: &House) -> i64 {
    let mut reader = house.app.db.read().await.unwrap();
    let newest = journal::search(&mut reader, &journal::Filter::default(), 1).await.unwrap();
    newest.items.first().map_or(0, |entry| entry.seq)
}

/// Changes are made one after the other: once this one is, so are those before it.
pub(super) async fn until_all_is_noted(house: &House) {
    let (now, author) = (house.app.clock.now(), Author::system("test"));
    let last = house.app.db.write(now, &author, |tx| {
        Box::pin(async {
            tx.record(Fact::new("test.last", "sweep", "walk"));
            Ok(())
        })
    });
    last.await.unwrap();
}

/// The refusals of a person after an entry: which door, and what was lacking. They are noted in the role
/// and for the organisation in which the person knocked.
async fn refusals_since(house: &House, seq: i64, person: &Person) -> Vec<(String, String)> {
    let mut reader = house.app.db.read().await.unwrap();
    let mut entries = journal::since(&mut reader, seq, u32::MAX).await.unwrap();
    let whose = person.account.to_string();
    entries.retain(|entry| entry.action == "access.refuse" && entry.author.person == whose);
    entries
        .into_iter()
        .map(|entry| {
            assert_eq!(entry.author.role, person.role_in_journal(), "{person:?}");
            assert_eq!(entry.author.organisation, person.organisation_in_journal(), "{person:?}");
            let lacked = lacked(&entry);
            (entry.subject.id, lacked)
        })
        .collect()
}

/// What somebody lacked who was refused, as the journal has it.
pub(super) fn lacked(entry: &Entry) -> String {
    let after: Value = serde_json::from_str(entry.after.as_deref().unwrap()).unwrap();
    after["right"].as_str().unwrap().to_owned()
}
