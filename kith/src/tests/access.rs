//! The access matrix: every route against every role.

use std::collections::BTreeSet;
use std::fmt::Write;

use expect_test::expect_file;
use kith_frame::module::{Access, Module, Route};
use kith_frame::right::{Role, Roles};

use crate::modules::MODULES;

/// One line a route: how it is asked, what it needs, and for each role whether it passes. The stories
/// in `tests/stories/doors.test.mjs` read this file and try every line on the running program.
#[test]
fn the_access_matrix_is_the_one_that_was_reviewed() {
    let roles = Roles::as_delivered(MODULES).unwrap();
    let mut lines = vec![["method", "path", "needs"].map(str::to_owned).to_vec()];
    lines[0].extend(roles.iter().map(|role| role.title.clone()));
    for route in routes() {
        let mut line =
            vec![route.method.word().to_owned(), route.path.to_owned(), needs(route.access)];
        line.extend(roles.iter().map(|role| verdict(role, route.access).to_owned()));
        lines.push(line);
    }
    expect_file!["../../../tests/golden/access-matrix.txt"].assert_eq(&in_columns(&lines));
}

#[test]
fn no_two_routes_are_asked_alike() {
    let mut seen = BTreeSet::new();
    for route in routes() {
        assert!(seen.insert((route.method.word(), route.path)), "{} stands twice", route.path);
    }
}

#[test]
fn every_right_that_a_route_needs_is_held_by_some_role_and_belongs_to_its_module() {
    let roles = Roles::as_delivered(MODULES).unwrap();
    for module in MODULES {
        for route in module.routes {
            let Access::Needs(right) = route.access else { continue };
            assert!(module.rights.contains(&right), "{} asks for a right of elsewhere", route.path);
            assert!(!roles.who_may(right).is_empty(), "nobody may pass {}", route.path);
        }
    }
}

#[test]
fn what_everyone_may_ask_is_a_short_list() {
    let open: Vec<String> = routes()
        .filter(|route| route.access == Access::Everyone)
        .map(|route| format!("{} {}", route.method.word(), route.path))
        .collect();
    let expected = [
        "GET /sign-in",
        "POST /sign-in",
        "GET /sign-in/code",
        "POST /sign-in/code",
        "GET /sign-in/provider",
        "GET /sign-in/provider/back",
        "GET /sign-in/provider/out",
        "GET /signed-out",
        "POST /sign-in/passkey/ask",
        "POST /sign-in/passkey",
        "GET /invitation",
        "POST /invitation",
        "POST /sign-out",
        "GET /role",
        "POST /role",
        "GET /account/code-app",
        "POST /account/code-app",
        "GET /help",
        "GET /accessibility",
        // A load balancer does not sign in.
        "GET /healthz",
        "GET /readyz",
    ];
    assert_eq!(open, expected, "a page for everyone is a decision, not an oversight");
}

#[test]
fn what_the_navigation_offers_a_role_that_role_may_open() {
    for module in MODULES {
        for item in module.navigation {
            let route = routes().find(|route| route.path == item.path);
            let route = route.unwrap_or_else(|| panic!("{} leads nowhere", item.path));
            assert_eq!(route.access, Access::Needs(item.needs), "{}", item.path);
        }
    }
}

fn routes() -> impl Iterator<Item = &'static Route> {
    MODULES.iter().flat_map(|module: &&'static Module| module.routes)
}

fn needs(access: Access) -> String {
    match access {
        Access::Everyone => "everyone".into(),
        Access::SignedIn => "signed in".into(),
        Access::Needs(right) => right.key.into(),
    }
}

fn verdict(role: &Role, access: Access) -> &'static str {
    match access {
        Access::Needs(right) if !role.may(right) => "refused",
        _ => "allowed",
    }
}

fn in_columns(lines: &[Vec<String>]) -> String {
    let width = |column: usize| lines.iter().map(|line| line[column].len()).max().unwrap_or(0);
    let mut text = String::new();
    for line in lines {
        let cells =
            line.iter().enumerate().map(|(column, cell)| format!("{cell:0$}", width(column)));
        let _ = writeln!(text, "{}", cells.collect::<Vec<_>>().join(" | ").trim_end());
    }
    text
}

/// Whatever hangs a door into the program outside the table of modules: assets, the description of the
/// API, and the doors of the program's own keepers. A new line in this file is a decision.
#[test]
fn no_door_hangs_outside_the_table_but_those_that_were_reviewed() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut lines = Vec::new();
    for folder in ["kith/src", "modules", "platform"] {
        doors_in(&root.join(folder), root, &mut lines);
    }
    lines.sort();
    expect_file!["../../../tests/golden/doors-outside-the-table.txt"].assert_eq(&lines.concat());
}

fn doors_in(folder: &std::path::Path, root: &std::path::Path, lines: &mut Vec<String>) {
    const HANGS: [&str; 5] =
        [".route(", ".nest(", "route_service(", "nest_service(", "fallback_service("];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            doors_in(&path, root, lines);
        } else if path.extension().is_some_and(|ending| ending == "rs") && name != "tests.rs" {
            let text = std::fs::read_to_string(&path).unwrap();
            let own = text.lines().take_while(|line| !line.contains("#[cfg(test)]"));
            for line in own.filter(|line| HANGS.iter().any(|word| line.contains(word))) {
                let path = path.strip_prefix(root).unwrap().display();
                lines.push(format!("{path}: {}\n", line.trim()));
            }
        }
    }
}
