//! The running program: how soon it answers, what a browser fetches, how many pages a second.

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

use crate::bench::{Figures, rate, span};
use crate::caller::{Caller, between};
use crate::program::{Kith, Serving};

/// How often a start is timed; the middle one counts.
const STARTS: usize = 5;
/// How long callers ask for pages.
const SPAN: Duration = Duration::from_secs(5);
const CALLERS: usize = 2;
/// No server takes longer than this to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// The demo, being served, and somebody who may see all of it.
struct Stage {
    address: String,
    name: String,
    password: String,
    _serving: Serving,
    _kith: Kith,
}

impl Stage {
    fn set() -> anyhow::Result<Self> {
        let (kith, told) = Kith::demo()?;
        let address = free_address()?;
        let serving = kith.serve(&address)?;
        first_answer(&address)?;
        let password = between(&told, "password “", "”").context("the demo tells a password")?;
        let line = told.lines().find(|line| line.ends_with("Integrator manager"));
        let name = line.and_then(|line| line.split_whitespace().next());
        let name = name.context("the demo tells of an integrator manager")?.to_owned();
        let password = password.to_owned();
        Ok(Self { address, name, password, _serving: serving, _kith: kith })
    }

    fn caller(&self) -> anyhow::Result<Caller> {
        let mut caller = Caller::new(&self.address);
        caller.sign_in(&self.name, &self.password)?;
        Ok(caller)
    }
}

/// From starting the server to its first answer, on the demo.
pub(crate) fn start(figures: &mut Figures) -> anyhow::Result<()> {
    let (kith, _) = Kith::demo()?;
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let address = free_address()?;
        let start = Instant::now();
        let _serving = kith.serve(&address)?;
        first_answer(&address)?;
        times.push(start.elapsed());
    }
    times.sort();
    figures.note(format!("median of {STARTS} starts (aim: 300 ms)"), span(times[STARTS / 2]));
    figures.note("slowest", span(times[STARTS - 1]));
    Ok(())
}

/// What a browser fetches to show a page for the first time, and after that, packed as it comes.
pub(crate) fn weight(figures: &mut Figures) -> anyhow::Result<()> {
    let stage = Stage::set()?;
    let mut caller = stage.caller()?;
    let home = caller.text("/")?;
    let mut assets = 0;
    for path in asset_paths(&home) {
        let bytes = caller.get(&path)?.body.len();
        figures.note(format!("asset {path}"), kilobytes(bytes));
        assets += bytes;
    }
    for path in shown_pages(&home) {
        let page = caller.get(&path)?;
        ensure!(page.status == 200, "{path} is answered with {}", page.status);
        let bytes = page.body.len();
        figures.note(format!("{path} at first view (aim: 60 kB)"), kilobytes(bytes + assets));
        figures.note(format!("{path} after that (aim: 15 kB)"), kilobytes(bytes));
    }
    Ok(())
}

/// Pages a second and how long the slowest in a hundred take.
pub(crate) fn load(figures: &mut Figures) -> anyhow::Result<()> {
    let stage = Stage::set()?;
    let home = stage.caller()?.text("/")?;
    for path in shown_pages(&home) {
        let callers: Vec<Caller> =
            (0..CALLERS).map(|_| stage.caller()).collect::<Result<_, _>>()?;
        let path_of_all = path.as_str();
        let start = Instant::now();
        let mut times: Vec<Duration> = thread::scope(|scope| {
            let running: Vec<_> = callers
                .into_iter()
                .map(|caller| scope.spawn(move || ask_for_a_while(caller, path_of_all)))
                .collect();
            running.into_iter().flat_map(|caller| caller.join().unwrap_or_default()).collect()
        });
        let took = start.elapsed();
        ensure!(!times.is_empty(), "{path} was never answered with a page");
        times.sort();
        let part = |percent: usize| span(times[(times.len() - 1) * percent / 100]);
        figures.note(format!("{path}, {CALLERS} callers"), rate(times.len() as u64, took));
        figures.note("  p50 / p99", format!("{} / {}", part(50), part(99)));
    }
    Ok(())
}

/// How long each answer took; nothing once an answer is no page.
fn ask_for_a_while(mut caller: Caller, path: &str) -> Vec<Duration> {
    let mut times = Vec::new();
    let begin = Instant::now();
    while begin.elapsed() < SPAN {
        let start = Instant::now();
        match caller.get(path) {
            Ok(answer) if answer.status == 200 => times.push(start.elapsed()),
            _ => return Vec::new(),
        }
    }
    times
}

/// Home, and the first two pages that Home leads to: the place and its plans.
fn shown_pages(home: &str) -> Vec<String> {
    let mut pages = vec!["/".to_owned()];
    pages.extend(
        ["/place", "/plans", "/neighbourhoods"]
            .iter()
            .filter(|path| leads_to(home, path))
            .map(|path| (*path).to_owned()),
    );
    pages
}

fn leads_to(home: &str, path: &str) -> bool {
    home.contains(&format!("href=\"{path}\""))
}

/// The style sheet and the scripts that a page names.
fn asset_paths(page: &str) -> Vec<String> {
    let mut paths: Vec<String> =
        page.split('"').filter(|text| text.starts_with("/assets/")).map(str::to_owned).collect();
    paths.sort();
    paths.dedup();
    paths
}

pub(crate) fn kilobytes(bytes: usize) -> String {
    format!("{}.{} kB", bytes / 1_000, bytes % 1_000 / 100)
}

pub(crate) fn first_answer(address: &str) -> anyhow::Result<()> {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        if Caller::new(address).get("/sign-in").is_ok_and(|answer| answer.status == 200) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(1));
    }
    bail!("the server at {address} did not answer within {}", span(PATIENCE))
}

pub(crate) fn free_address() -> anyhow::Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}
