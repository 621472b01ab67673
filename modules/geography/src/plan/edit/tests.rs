use super::*;

/// Two neighbourhoods, N01 Mill with areas 1 and 2, N02 Quay with area 3.
fn sketch() -> Sketch {
    let code = |number: u32| format!("E0100000{number}").parse().unwrap();
    let home = [(1, "N01"), (2, "N01"), (3, "N02")];
    Sketch {
        names: [("N01", "Mill"), ("N02", "Quay")].map(|(c, n)| (c.into(), n.into())).into(),
        home: home.map(|(area, n)| (code(area), n.to_owned())).into(),
        locked: BTreeSet::new(),
    }
}

fn areas(numbers: &[u32]) -> Vec<LsoaCode> {
    numbers.iter().map(|number| format!("E0100000{number}").parse().unwrap()).collect()
}

fn moves(numbers: &[u32], to: &str) -> Change {
    Change::Move { areas: areas(numbers), to: to.into() }
}

fn found(numbers: &[u32], name: &str) -> Change {
    Change::Found { areas: areas(numbers), name: name.into() }
}

fn told(sketch: &Sketch) -> String {
    let home: Vec<&str> = sketch.home.values().map(String::as_str).collect();
    let names: Vec<String> =
        sketch.names.iter().map(|(code, name)| format!("{code} {name}")).collect();
    let locked: Vec<&str> = sketch.locked.iter().map(String::as_str).collect();
    format!("{} | {} | {}", home.join(" "), names.join(", "), locked.join(" "))
}

#[test]
fn each_change_does_what_it_says_and_is_taken_back_exactly() {
    let table = [
        (moves(&[2], "N02"), "N01 N02 N02 | N01 Mill, N02 Quay | "),
        (moves(&[1, 2, 3], "N02"), "N02 N02 N02 | N02 Quay | "),
        (found(&[2, 3], " Abbey "), "N01 N03 N03 | N01 Mill, N03 Abbey | "),
        (
            Change::Rename { neighbourhood: "N01".into(), name: "Old Mill".into() },
            "N01 N01 N02 | N01 Old Mill, N02 Quay | ",
        ),
        (Change::Lock { neighbourhood: "N02".into() }, "N01 N01 N02 | N01 Mill, N02 Quay | N02"),
    ];
    for (change, wanted) in table {
        let mut sketch = sketch();
        let edit = change.judge(&sketch).unwrap();
        sketch.apply(&edit);
        assert_eq!(told(&sketch), wanted, "{change:?}");
        sketch.apply(&edit.reversed());
        assert_eq!(sketch, self::sketch(), "{change:?}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_in_words() {
    let mut sketch = sketch();
    sketch.locked.insert("N02".into());
    let rename = |name: &str| Change::Rename { neighbourhood: "N01".into(), name: name.into() };
    for (change, wanted) in [
        (moves(&[], "N01"), "Choose one area or more"),
        (moves(&[9], "N01"), "The plan has no area E01000009"),
        (moves(&[1], "N07"), "Choose one of the neighbourhoods of the plan"),
        (moves(&[1], "N01"), "What you chose is so already: nothing would change"),
        (moves(&[1], "N02"), "Quay is locked against change: unlock it first"),
        (moves(&[3], "N01"), "Quay is locked against change: unlock it first"),
        (found(&[3], "Abbey"), "Quay is locked against change: unlock it first"),
        (found(&[1], "Quay"), "There is a neighbourhood with the name Quay already: enter another"),
        (rename(" "), "Enter a name for the neighbourhood, of at most 100 characters"),
        (rename(&"x".repeat(101)), "Enter a name for the neighbourhood, of at most 100 characters"),
        (rename("Mill"), "What you chose is so already: nothing would change"),
        (
            Change::Lock { neighbourhood: "N02".into() },
            "What you chose is so already: nothing would change",
        ),
        (
            Change::Unlock { neighbourhood: "N09".into() },
            "Choose one of the neighbourhoods of the plan",
        ),
    ] {
        assert_eq!(change.judge(&sketch).unwrap_err().to_string(), wanted, "{change:?}");
    }
}

#[test]
fn a_code_is_never_given_twice_even_where_there_are_more_than_two_digits_of_them() {
    let mut sketch = sketch();
    sketch.names.insert("N99".into(), "Last".into());
    for wanted in ["N100", "N101"] {
        let edit = found(&[1], wanted).judge(&sketch).unwrap();
        assert_eq!(edit.areas[0].to, wanted);
        sketch.apply(&edit);
    }
}

#[test]
fn a_sketch_and_an_assignment_say_the_same() {
    let sketch = sketch();
    let assignment = sketch.assignment();
    assert_eq!(assignment.areas.iter().map(|area| area.1).collect::<Vec<_>>(), [0, 0, 1]);
    assert_eq!(Sketch::new(&assignment, BTreeSet::new()), sketch);
}
