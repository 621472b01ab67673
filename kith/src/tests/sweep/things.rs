//! What there is to knock at: the demo, two organisations, and something of every kind in each.

use std::collections::BTreeMap;

use kith_frame::account::Account;
use kith_frame::demo::DemoStage;
use kith_frame::job;
use kith_frame::module::Route;
use kith_frame::organisation::{Organisation, Typed};
use kith_frame::people;
use kith_frame::progress::Progress;
use kith_frame::store::account::NewIds;
use kith_frame::testing::House;
use kith_geography::plan::Rules;
use kith_geography::plan::front::{Front, Weighed, store};
use kith_intake::load;
use kith_store::Author;
use kith_terms::Id;
use serde_json::Value;

use crate::tests::client;

/// The id of nothing at all.
pub(crate) const NOTHING: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
/// What can be nobody's id.
const MALFORMED: &str = "..%2F%00'--";

/// Everything that an address can name.
pub(super) struct Things {
    pub(super) organisations: Vec<Id<Organisation>>,
    /// Those who are signed in, by role and organisation.
    pub(super) askers: BTreeMap<(String, usize), NewIds>,
    /// For each organisation, an existing thing for each name in braces.
    named: Vec<BTreeMap<&'static str, String>>,
    /// Somebody in the records.
    person: String,
    /// Who asked for which job.
    jobs: BTreeMap<String, Id<Account>>,
}

/// An address to knock at.
pub(super) struct Target {
    pub(super) path: String,
    /// Whether there is something at it.
    pub(super) exists: bool,
    /// Whether what stands in the place of an id can be none.
    pub(super) is_malformed: bool,
}

impl Things {
    /// The demo, and beside it a second organisation with people and work of its own.
    pub(super) async fn of_the_demo(house: &House) -> Self {
        make_demo(house).await;
        let typed = Typed {
            name: "Eastmere Age Well".into(),
            kind: "voluntary-or-community".into(),
            ods_code: String::new(),
        };
        let author = Author::system("test");
        let first = house.organisation().await.unwrap();
        let second = people::register(&house.app, &author, &typed).await.unwrap();
        let organisations = vec![first, second];
        let askers = askers(house, &organisations).await;
        let person = client::known(house, ("Ann", "Marsh"), "9434765919").await;
        let mut things =
            Self { organisations, askers, named: vec![], jobs: BTreeMap::new(), person };
        for organisation in 0..2 {
            let named = things.named(house, organisation).await;
            things.named.push(named);
        }
        things
    }

    /// For each name in braces something that exists, of this organisation where it has one.
    async fn named(
        &mut self,
        house: &House,
        organisation: usize,
    ) -> BTreeMap<&'static str, String> {
        let app = &house.app;
        let at = self.organisations[organisation];
        let bystander = format!("bystander-{organisation}");
        let bystander = house.account_at((&bystander, "Bystander"), "analyst", at).await.unwrap();
        let asker = self.askers[&("analyst".to_owned(), organisation)].account;
        let author = Author { person: asker.to_string(), ..Author::system("test") };
        let job = job::ask(app, &author, "sweep", "Work".into(), Value::Null).await.unwrap();
        self.jobs.insert(job.to_string(), asker);
        let mut reader = app.db.read().await.unwrap();
        let load = load::newest(&mut reader, 0, 1).await.unwrap().remove(0).id;
        let plan = kith_geography::plan::store::all(&mut reader).await.unwrap().remove(0).id;
        let life = kith_geography::plan::life::store::life(&mut reader, plan).await.unwrap();
        drop(reader);
        let place = kith_geography::known::place(app).await.unwrap();
        BTreeMap::from([
            ("organisation", at.to_string()),
            ("user", bystander.account.to_string()),
            ("person", self.person.clone()),
            ("role", bystander.membership.to_string()),
            ("job", job.to_string()),
            ("load", load.to_string()),
            ("feed", "registrations".to_owned()),
            ("plan", plan.to_string()),
            ("front", front(house, &author).await),
            ("objection", life.objections[organisation].id.to_string()),
            ("pcn", place.place.pcns[organisation].code.to_string()),
            ("entry", (organisation + 1).to_string()),
        ])
    }

    /// Who asked for the job that a path names.
    pub(super) fn asker_of(&self, path: &str) -> Option<Id<Account>> {
        let mut parts = path.split('/');
        parts.find_map(|part| self.jobs.get(part)).copied()
    }

    /// The addresses of a route: one, or where it names things those of one's own organisation, of the
    /// other, of nobody, and one that can be nobody's.
    pub(super) fn targets(&self, route: &Route, own: usize) -> Vec<Target> {
        let target = |path: String, exists, is_malformed| Target { path, exists, is_malformed };
        if !route.path.contains('{') {
            return vec![target(route.path.to_owned(), true, false)];
        }
        let filled = |organisation: usize| {
            filled(route, |name| {
                let things = &self.named[organisation];
                let thing = things.get(name);
                thing.cloned().unwrap_or_else(|| panic!("{}: the sweep has no {name}", route.path))
            })
        };
        vec![
            target(filled(own), true, false),
            target(filled(1 - own), true, false),
            target(super::things::filled(route, |_| NOTHING.to_owned()), false, false),
            target(super::things::filled(route, |_| MALFORMED.to_owned()), false, true),
        ]
    }
}

/// The path of a route with something in place of each name in braces.
pub(crate) fn filled(route: &Route, with: impl Fn(&str) -> String) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) => with(name),
        None => part.to_owned(),
    };
    route.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

async fn make_demo(house: &House) {
    let files = house.app.settings.data.join("demo");
    std::fs::create_dir_all(&files).unwrap();
    for make in house.app.modules.iter().filter_map(|module| module.demo) {
        let stage = DemoStage {
            files: files.clone(),
            seed: 2026,
            people: Some(500),
            progress: Progress::unseen(),
        };
        make(house.app.clone(), stage).await.unwrap();
    }
}

async fn askers(house: &House, at: &[Id<Organisation>]) -> BTreeMap<(String, usize), NewIds> {
    let mut askers = BTreeMap::new();
    for role in house.app.roles.iter() {
        for (number, organisation) in at.iter().enumerate() {
            let name = format!("{}-{number}", role.key);
            let ids =
                house.account_at((&name, "Somebody"), &role.key, *organisation).await.unwrap();
            askers.insert((role.key.clone(), number), ids);
        }
    }
    askers
}

/// A front of the place without a plan on it: what is at its door matters here, not what is in it.
async fn front(house: &House, author: &Author) -> String {
    let app = &house.app;
    let now = app.clock.now();
    let front = Front {
        id: app.dice.id(now),
        name: "Borders or wards".to_owned(),
        rules: Rules::default(),
        across: Weighed::Border,
        upward: Weighed::Ward,
        drawn: 0,
        basis: Vec::new(),
        person: author.person.clone(),
        organisation: author.organisation.clone(),
        drawn_at: now,
    };
    let id = front.id;
    store::add(&app.db, author, front, Vec::new()).await.unwrap();
    id.to_string()
}
