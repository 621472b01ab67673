//! `kith synth`: an invented place as the files that organisations would send, with the truth apart.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use futures_util::future::BoxFuture;
use kith_borough::{Borough, DirtRates, Living, Written, read_areas};
use kith_frame::command::{Command, Exit, Terminal};
use kith_frame::progress::Progress;
use serde_json::json;

pub(super) const COMMAND: Command = Command { arguments, run };

/// The place that is made where no seed is given: the one of the demo.
const SEED: &str = "2026";

/// What is asked for.
struct Wanted {
    out: PathBuf,
    areas: Option<PathBuf>,
    living: Living,
    force: bool,
}

fn arguments() -> clap::Command {
    clap::Command::new("synth")
        .about("Write an invented place as the files that its organisations would send")
        .long_about(
            "Write an invented place as the files that its organisations would send.\n\n\
             The folder then has official/ (what publishers tell of the place), extracts/ (what each \
             organisation knows of people, with mistakes), team/ (a year and a half of what the \
             neighbourhood teams did) and truth/ (who everyone is; for judging only). The same seed \
             gives the same bytes. See docs/guide/living-place.md.",
        )
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("FOLDER")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("Where to write; the folder is made, or must be empty"),
        )
        .arg(
            Arg::new("people")
                .long("people")
                .value_name("N")
                .value_parser(value_parser!(u32).range(1..))
                .help("About how many people; without it, as many as the areas have"),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("S")
                .default_value(SEED)
                .value_parser(value_parser!(u64))
                .help("Another seed makes another place"),
        )
        .arg(
            Arg::new("threads")
                .long("threads")
                .value_name("T")
                .value_parser(value_parser!(u16).range(1..=256))
                .help("Threads to work with; without it, as many as the machine has. The bytes are the same"),
        )
        .arg(
            Arg::new("areas")
                .long("areas")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("A CSV file of real small areas to put invented people into"),
        )
        .arg(
            Arg::new("force")
                .long("force")
                .action(ArgAction::SetTrue)
                .help("Write into a folder that is not empty; files of the same names are replaced"),
        )
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let wanted = Wanted::read(&matches);
        let folder = wanted.out.display().to_string();
        let progress = terminal.progress();
        let written = tokio::task::spawn_blocking(move || wanted.write(&progress)).await??;
        let Written { people, events, bytes, files, .. } = written;
        terminal.answer(
            &format!(
                "Invented {people} people and {events} events with them, in {files} files\n\
                 What organisations would send is in {folder}/extracts; the truth is in {folder}/truth"
            ),
            &json!({ "people": people, "events": events, "files": files, "bytes": bytes, "out": folder }),
        )?;
        Ok(Exit::Done)
    })
}

impl Wanted {
    fn read(matches: &ArgMatches) -> Self {
        let given = matches.get_one::<u16>("threads").copied().map(usize::from);
        let threads = given.unwrap_or_else(|| {
            std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
        });
        let living = Living {
            seed: matches.get_one("seed").copied().unwrap_or_default(),
            people: matches.get_one("people").copied(),
            dirt: DirtRates::default(),
            threads,
        };
        let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
        Self {
            out: path("out").unwrap_or_default(),
            areas: path("areas"),
            living,
            force: matches.get_flag("force"),
        }
    }

    fn write(&self, progress: &Progress) -> anyhow::Result<Written> {
        make_room(&self.out, self.force)?;
        let mut open = |path: &str| create(&self.out.join(path));
        let mut watch = |done: u32, of: u32| {
            progress.says("Writing people area by area", done.into(), of.into());
        };
        let written = match &self.areas {
            None => self.living.write(&mut open, &mut watch),
            Some(file) => {
                let borough = read_borough(file, self.living.seed)?;
                self.living.write_about(&borough, &mut open, &mut watch)
            }
        };
        written.with_context(|| format!("the place cannot be written to {}", self.out.display()))
    }
}

/// Makes the folder; one that is not empty is left alone.
fn make_room(out: &Path, force: bool) -> anyhow::Result<()> {
    fs::create_dir_all(out).with_context(|| format!("{} cannot be made", out.display()))?;
    let is_empty = fs::read_dir(out)?.next().is_none();
    ensure!(
        is_empty || force,
        "{} is not empty; name another folder, or write into it with --force",
        out.display()
    );
    Ok(())
}

fn create(path: &Path) -> io::Result<Box<dyn Write>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(Box::new(BufWriter::new(File::create(path)?)))
}

fn read_borough(file: &Path, seed: u64) -> anyhow::Result<Borough> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let areas = read_areas(&text).with_context(|| format!("in {}", file.display()))?;
    Ok(Borough::of_real_areas(&areas, seed)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(out: &Path, areas: Option<PathBuf>, force: bool) -> Wanted {
        let living = Living { seed: 7, people: Some(300), dirt: DirtRates::default(), threads: 1 };
        Wanted { out: out.to_owned(), areas, living, force }
    }

    #[test]
    fn a_folder_with_something_in_it_is_written_to_only_when_that_is_said() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mine.txt"), "mine").unwrap();
        let refused = wanted(folder.path(), None, false).write(&Progress::unseen()).unwrap_err();
        assert!(refused.to_string().contains("is not empty"), "{refused}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let written = wanted(folder.path(), None, true).write(&Progress::unseen()).unwrap();
        assert!(written.people >= 300, "{}", written.people);
        assert_eq!(fs::read_to_string(folder.path().join("mine.txt")).unwrap(), "mine");
        for path in ["official/epraccur.csv", "extracts/gp-patients.csv", "truth/people.csv"] {
            assert!(fs::metadata(folder.path().join(path)).unwrap().len() > 100, "{path}");
        }
    }

    #[test]
    fn a_table_of_areas_that_is_none_is_told_with_its_name_and_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("areas.csv");
        fs::write(&file, "code,name\nE01000001,City\n").unwrap();
        let out = folder.path().join("out");
        let refused = wanted(&out, Some(file), false).write(&Progress::unseen()).unwrap_err();
        let chain = format!("{refused:#}");
        assert!(chain.contains("areas.csv") && chain.contains("line 2"), "{chain}");
    }

    #[test]
    fn invented_people_are_put_into_real_areas_and_nothing_official_is_written_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("areas.csv");
        let row = |number: u32| {
            let (east, north) = (530_000 + 900 * (number % 8), 170_000 + 900 * (number / 8));
            let rank = 1 + 800 * number;
            format!(
                "E0100{number:04},Area {number},{rank},300,150,200,350,300,300,{east},{north}\n"
            )
        };
        let header = "code,name,imd_rank,a0_15,a16_24,a25_34,a35_49,a50_64,a65p,easting,northing\n";
        let rows: String = (0..40).map(row).collect();
        fs::write(&file, header.to_owned() + &rows).unwrap();
        let out = folder.path().join("out");
        let written = wanted(&out, Some(file), false).write(&Progress::unseen()).unwrap();
        assert!(written.people >= 300, "{}", written.people);
        let people = fs::read_to_string(out.join("truth/people.csv")).unwrap();
        assert!(people.contains("E01000001"), "people live in the areas");
        assert!(!out.join("official").exists());
    }
}
