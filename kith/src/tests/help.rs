//! What the command line says of itself.

use std::fmt::Write;

use expect_test::expect_file;

use crate::cli;

#[test]
fn the_help_of_every_verb_is_the_one_that_was_reviewed() {
    let mut whole = cli::whole();
    whole.build();
    let mut text = String::new();
    tell(&mut whole, &mut text);
    expect_file!["../../../tests/golden/help.txt"].assert_eq(&text);
}

#[test]
fn the_command_line_holds_together() {
    cli::whole().debug_assert();
}

fn tell(command: &mut clap::Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or("kith").to_owned();
    let help = command.render_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = writeln!(text, "$ {name} --help\n{}\n", help.join("\n"));
    for verb in command.get_subcommands_mut().filter(|verb| verb.get_name() != "help") {
        tell(verb, text);
    }
}
