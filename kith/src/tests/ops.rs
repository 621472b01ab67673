//! The files in `ops/` speak of this program: its settings, its metrics, its verbs.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use kith_frame::settings::{KNOWN, Settings, Sources, environment_name};
use yaml_rust2::{Yaml, YamlLoader};

fn file(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../ops").join(name)
}

fn read(settings: &str) -> Settings {
    let nobody = |_: &str| None;
    let file = Some(settings);
    Settings::read(&Sources { flag: &nobody, environment: &nobody, file }).unwrap()
}

#[test]
fn the_example_of_settings_can_be_used_as_it_is_and_with_tls_instead_of_a_proxy() {
    let example = file("kith.toml.example");
    let behind_a_proxy = read(&example);
    assert!(behind_a_proxy.serving.may_listen(behind_a_proxy.listen).is_ok());
    let mut with_tls = String::new();
    for line in
        example.lines().filter(|line| !line.starts_with("listen") && !line.starts_with("proxy"))
    {
        let wanted = ["listen", "certificate", "private-key"];
        let comment = line
            .strip_prefix("# ")
            .filter(|rest| wanted.iter().any(|name| rest.starts_with(&format!("{name} ="))));
        with_tls += comment.unwrap_or(line);
        with_tls += "\n";
    }
    let with_tls = read(&with_tls);
    assert!(with_tls.serving.tls.is_some() && !with_tls.listen.ip().is_loopback());
    assert!(with_tls.serving.may_listen(with_tls.listen).is_ok());
    for known in KNOWN {
        assert!(example.contains(&format!("{} = \"", known.name)), "{} is missing", known.name);
    }
}

#[test]
fn the_container_is_run_by_nobody_in_particular_and_asked_how_it_is() {
    let container = file("Containerfile");
    let known: BTreeSet<String> =
        KNOWN.iter().map(|setting| environment_name(setting.name)).collect();
    let words = container.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_');
    for word in words.filter(|word| word.starts_with("KITH_")) {
        // The commit is for the build.
        assert!(known.contains(word) || word == "KITH_COMMIT", "{word} is not a setting");
    }
    let steps: Vec<&str> = container
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()))
        .filter_map(|line| line.split(' ').next())
        .collect();
    for step in ["FROM", "USER", "HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT"] {
        assert!(steps.contains(&step), "{step} is missing");
    }
    assert!(container.contains("USER kith") && container.contains("--locked"));
    let verbs = crate::cli::whole();
    for verb in ["serve", "health"] {
        assert!(
            container.contains(&format!("\"{verb}\"")) && verbs.find_subcommand(verb).is_some()
        );
    }
}

#[test]
fn the_alerts_are_about_metrics_that_there_are() {
    let rules = YamlLoader::load_from_str(&file("prometheus-rules.yml")).unwrap();
    let rules = rules[0]["groups"][0]["rules"].as_vec().unwrap().clone();
    let metrics = include_str!("../watch/metrics.rs");
    for rule in &rules {
        let text = |yaml: &Yaml| yaml.as_str().unwrap_or_default().to_owned();
        let (name, expression) = (text(&rule["alert"]), text(&rule["expr"]));
        assert!(!text(&rule["annotations"]["action"]).is_empty(), "{name} asks for nothing");
        let words =
            expression.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        for metric in words.filter(|word| word.starts_with("kith_")) {
            let metric = metric.trim_end_matches("_bucket");
            assert!(metrics.contains(&format!("\"{metric}\"")), "{name} asks for {metric}");
        }
    }
    assert!(rules.len() >= 5);
}

/// Where systemd is, it judges the unit; elsewhere its lines are looked at.
#[test]
fn the_unit_is_understood_and_takes_away_what_kith_does_not_need() {
    let unit = file("kith.service");
    for line in unit.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let known = line.starts_with('[') && line.ends_with(']') || line.contains('=');
        assert!(known, "{line:?} is not a line of a unit");
    }
    for line in ["Type=notify", "DynamicUser=yes", "ProtectSystem=strict", "CapabilityBoundingSet="]
    {
        assert!(unit.lines().any(|given| given == line), "{line} is missing");
    }
    let folder = tempfile::TempDir::new().unwrap();
    let copy = folder.path().join("kith.service");
    // The program need not be installed for its unit to be judged.
    std::fs::write(&copy, unit.replace("/usr/local/bin/kith", "/bin/true")).unwrap();
    let judged = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&copy).output();
    if let Ok(judged) = judged {
        let words = String::from_utf8_lossy(&judged.stderr).into_owned();
        assert!(judged.status.success() && words.is_empty(), "{words}");
        let secure = Command::new("systemd-analyze")
            .args(["security", "--offline=true", "--threshold=20"])
            .arg(&copy)
            .output()
            .unwrap();
        assert!(secure.status.success(), "{}", String::from_utf8_lossy(&secure.stdout));
    }
}
