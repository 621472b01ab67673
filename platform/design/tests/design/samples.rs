//! Pages and figures with invented content, as golden files show them.

use kith_design::chart::{Bar, Bars, bars};
use kith_design::map::{
    Breaks, Choropleth, MapArea, Window, WindowLinks, Zone, ZoneArea, ZoneMap, choropleth, zones,
};
use kith_design::{
    ActiveFilter, BackLink, Button, Card, Cell, ChoiceItem, Crumb, DateInput, EmptyState,
    ErrorItem, ErrorSummary, Fieldset, Figure, FileUpload, FilteredList, Footer, FooterLink,
    FooterMeta, Frame, Input, KeyFigure, KeyFigures, Label, Legend, Markup, NavigationItem,
    NotificationBanner, Page, PageWidth, Paging, PasswordInput, Problem, Progress, Radios, Saved,
    SearchInput, SecondaryNavigation, Section, Select, SelectItem, Service, SignOut, SignedIn,
    Size, SortedBy, SummaryList, SummaryRow, Table, Tag, TagColour, WarningCallout, html, words,
};
use kith_terms::{Boundary, Point, Polygon, Ring};

pub(crate) fn page(title: &str, width: PageWidth, main: Markup) -> Page {
    let navigation = ["Home", "Neighbourhoods", "Practices", "Data", "Journal"]
        .map(|name| NavigationItem::new(name, format!("/{}", name.to_lowercase())));
    let mut navigation = navigation.to_vec();
    navigation[1].active = true;
    Page {
        title: title.to_owned(),
        service: Service { text: "Kith".to_owned(), href: Some("/".to_owned()) },
        signed_in: Some(SignedIn {
            name: "Wren Ashdown".to_owned(),
            role: "Neighbourhood planner".to_owned(),
            organisation: "NHS Wendmere and Vale Integrated Care Board".to_owned(),
            account_href: "/account".to_owned(),
            sign_out: SignOut {
                action: "/sign-out".to_owned(),
                token_field: "csrf".to_owned(),
                token: "0123456789".to_owned(),
            },
        }),
        navigation,
        breadcrumbs: vec![Crumb::new("Home", "/"), Crumb::new("Neighbourhoods", "/neighbourhoods")],
        width,
        main,
        footer: Footer {
            meta: FooterMeta {
                items: vec![
                    FooterLink::new("Accessibility statement", "/accessibility"),
                    FooterLink::new("Sources and licences", "/licences"),
                ],
                ..FooterMeta::default()
            },
            ..Footer::default()
        },
        ..Page::default()
    }
}

pub(crate) fn list() -> Page {
    let paging = Paging { page: 2, per_page: 50, total: 312 };
    let results = html! {
        (paging.summary("practice", "practices"))
        (list_table())
        (paging.links(|page| format!("/practices?page={page}")))
    };
    let filtered = FilteredList {
        action: "/practices".to_owned(),
        fields: list_filters(),
        active: vec![ActiveFilter {
            text: "State: Open".to_owned(),
            remove_href: "/practices".to_owned(),
        }],
        clear_href: "/practices".to_owned(),
        results,
        ..FilteredList::default()
    };
    let sections = SecondaryNavigation {
        aria_label: "Practices".to_owned(),
        items: vec![
            Section { current: true, count: Some(312), ..Section::new("Practices", "/practices") },
            Section { count: Some(25), ..Section::new("Primary care networks", "/pcns") },
            Section::new("Registered against resident", "/practices/residents"),
        ],
    };
    let figures = KeyFigures(vec![
        KeyFigure::new("Registered patients", "1,210,283").with_note("as at 1 October 2025"),
        KeyFigure::new("Practices", "141"),
        KeyFigure::new("Primary care networks", "25"),
        KeyFigure::new("Without a known area", "1,204")
            .with_note("EMPTY, CLOSED and outside England"),
    ]);
    let main = html! {
        h1 class="nhsuk-heading-l" { "Practices" }
        (sections)
        (figures)
        (filtered)
    };
    Page {
        banner: Some(NotificationBanner::success("3 files loaded")),
        ..page("Practices", PageWidth::Wide, main)
    }
}

fn list_table() -> Table {
    let sorted = SortedBy { column: "patients", descending: true };
    let href = |key: &'static str| {
        move |descending: bool| format!("/practices?sort={key}&descending={descending}")
    };
    let row = |name: &str, code: &str, patients: u64, state: Tag| {
        vec![
            Cell::named(name, code, Some(&format!("/practices/{code}"))),
            Cell::number(words::count(patients)),
            html! { (state) }.into(),
        ]
    };
    Table {
        caption: "Practices".into(),
        head: vec![
            sorted.head("name", "Practice", href("name")),
            sorted.head("patients", Cell::number("Registered patients"), href("patients")),
            "State".into(),
        ],
        rows: vec![
            row("Harbour Road Surgery", "Y99001", 14_208, Tag::new(TagColour::Green, "Open")),
            row("The Old Ferry Practice", "Y99002", 9_871, Tag::new(TagColour::Grey, "Dormant")),
            vec![
                "Moor Row Medical Centre".into(),
                Cell::absent("No data"),
                Cell::absent("Not known"),
            ],
        ],
        first_cell_is_header: true,
        ..Table::default()
    }
}

fn list_filters() -> Markup {
    html! {
        (SearchInput { label: "Name or code".into(), name: "q".to_owned(), button: None, ..SearchInput::default() })
        (Select {
            label: "Primary care network".into(),
            name: "pcn".to_owned(),
            items: vec![SelectItem::new("", "All"), SelectItem::new("U99001", "Harbour PCN")],
            ..Select::default()
        })
        (Radios {
            fieldset: Some(Fieldset { legend: Legend { size: Some(Size::S), ..Legend::from("State") }, ..Fieldset::default() }),
            name: "state".to_owned(),
            small: true,
            items: vec![ChoiceItem::new("open", "Open"), ChoiceItem::new("closed", "Closed")],
            value: Some("open".to_owned()),
            ..Radios::default()
        })
    }
}

pub(crate) fn form() -> Page {
    let errors = ErrorSummary::of(vec![
        ErrorItem::at("name", "Enter a name for the plan"),
        ErrorItem::at("born", "Enter a day that exists"),
    ]);
    let main = html! {
        div class="nhsuk-grid-row" { div class="nhsuk-grid-column-two-thirds" {
            (errors)
            h1 class="nhsuk-heading-l" { "Make a plan" }
            form method="post" novalidate {
                (Input {
                    label: Label { size: Some(Size::S), ..Label::from("Name of the plan") },
                    hint: Some("For example, \"Autumn draft\"".into()),
                    error_message: Some("Enter a name for the plan".into()),
                    name: "name".to_owned(),
                    ..Input::default()
                })
                (DateInput {
                    fieldset: Some(Fieldset { legend: Legend { size: Some(Size::S), ..Legend::from("When does it begin?") }, ..Fieldset::default() }),
                    hint: Some("For example, 1 4 2027".into()),
                    id: "born".to_owned(),
                    error_message: Some("Enter a day that exists".into()),
                    ..DateInput::default()
                })
                (Radios {
                    fieldset: Some(Fieldset { legend: Legend { size: Some(Size::S), ..Legend::from("What must not be divided?") }, ..Fieldset::default() }),
                    name: "whole".to_owned(),
                    items: vec![
                        ChoiceItem::new("ward", "Wards").with_hint("20 wards"),
                        ChoiceItem::new("msoa", "Middle-layer areas"),
                    ],
                    ..Radios::default()
                })
                (FileUpload { label: "Boundaries".into(), name: "file".to_owned(), multiple: true, ..FileUpload::default() })
                (PasswordInput { label: "Your password".into(), name: "password".to_owned(), ..PasswordInput::default() })
                (Button::new("Make plan"))
            }
        } }
    };
    Page {
        has_errors: true,
        breadcrumbs: Vec::new(),
        back_link: Some(BackLink { href: Some("/plans".to_owned()), ..BackLink::default() }),
        ..page("Make a plan", PageWidth::Reading, main)
    }
}

pub(crate) fn states() -> Page {
    let progress = Progress {
        id: "load-7".to_owned(),
        label: "Reading boundaries".to_owned(),
        done: 12_400,
        total: Some(33_755),
        of_what: "areas".to_owned(),
        poll_url: Some("/data/loads/7/progress".to_owned()),
        check_href: "/data/loads/7".to_owned(),
    };
    let main = html! {
        h1 class="nhsuk-heading-l" { "Loads" }
        (progress)
        (EmptyState {
            heading: "No boundaries loaded".to_owned(),
            text: "Maps need the boundaries of lower-layer super output areas.".to_owned(),
            action: Some(("Load boundaries".to_owned(), "/data/new".to_owned())),
        })
        (WarningCallout { heading: "5 rows were set aside".into(), content: "They are not in any count.".into(), ..WarningCallout::default() })
        (Card::new("This load", html! { (SummaryList { rows: vec![
            SummaryRow::new("File", "gp-reg-pat-prac-lsoa-all.csv"),
            SummaryRow::new("Rows", "16,864"),
        ], ..SummaryList::default() }) }))
    };
    page("Loads", PageWidth::Reading, main)
}

pub(crate) fn problem() -> Page {
    let main = html! {
        (Problem {
            heading: "Someone else has changed this plan".to_owned(),
            happened: html! { "Jules Marsh saved plan \"Autumn draft\" at 10:42am, after you opened it." },
            saved: Saved::Nothing,
            next: vec![html! { a href="/plans/7" { "Open the plan as it is now" } }, html! { "Make your changes again" }],
            reference: Some("01JD5E3K8M".to_owned()),
            contact: None,
        })
    };
    page("Someone else has changed this plan", PageWidth::Reading, main)
}

/// Squares of a crooked lattice: neighbours share their points.
pub(crate) fn lattice(side: u32) -> Vec<Boundary> {
    let point = |column: u32, row: u32| {
        let (x, y) = (f64::from(column), f64::from(row));
        Point {
            east: 600_000.0 + 700.0 * x + 180.0 * (x * 1.7 + y * 2.3).sin(),
            north: 300_000.0 + 600.0 * y + 160.0 * (x * 2.9 + y * 1.3).cos(),
        }
    };
    let cells = (0..side).flat_map(|row| (0..side).map(move |column| (column, row)));
    cells
        .map(|(column, row)| {
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)];
            let outer = corners.map(|(right, up)| point(column + right, row + up)).to_vec();
            Boundary(vec![Polygon { outer: Ring(outer), holes: Vec::new() }])
        })
        .collect()
}

fn show(value: f64) -> String {
    words::decimal(value, 0)
}

pub(crate) fn choropleth_of(boundaries: &[Boundary], window: Option<Window>) -> Figure {
    let names: Vec<(String, String)> = (0..boundaries.len())
        .map(|index| (format!("E0199{index:04}"), format!("Wendmere {index:03}")))
        .collect();
    let areas: Vec<MapArea> = boundaries
        .iter()
        .zip(&names)
        .enumerate()
        .map(|(index, (boundary, (code, name)))| {
            let number = u32::try_from(index).expect("small");
            let value =
                1_000.0 + 900.0 * (f64::from(number) * 0.21).sin().abs() + f64::from(number);
            MapArea {
                code,
                name,
                boundary,
                value: (index % 11 != 7).then_some(value),
                shown: show(value),
            }
        })
        .collect();
    let what = Choropleth {
        id: "people",
        measure: "Registered patients",
        area: "Lower-layer area",
        breaks: Breaks::EqualCount(5),
        show: &show,
        window,
    };
    choropleth(&areas, &what)
}

pub(crate) fn zones_of(boundaries: &[Boundary], per_zone: impl Fn(usize) -> usize) -> Figure {
    let codes: Vec<String> =
        (0..boundaries.len()).map(|index| format!("E0199{index:04}")).collect();
    let areas: Vec<ZoneArea> = boundaries
        .iter()
        .zip(&codes)
        .enumerate()
        .map(|(index, (boundary, code))| ZoneArea {
            code,
            name: code,
            boundary,
            zone: per_zone(index),
        })
        .collect();
    let count = areas.iter().map(|area| area.zone + 1).max().unwrap_or(0);
    let named: Vec<(String, String)> =
        (1..=count).map(|zone| (zone.to_string(), format!("Neighbourhood {zone}"))).collect();
    let list: Vec<Zone> = named
        .iter()
        .enumerate()
        .map(|(index, (sign, name))| Zone {
            sign,
            name,
            people: 28_000 + 3_456 * index as u64,
            href: Some("/plans/7/zones/1"),
        })
        .collect();
    let what = ZoneMap {
        id: "plan",
        words: ("neighbourhood", "neighbourhoods"),
        people: "Registered patients",
        band: (30_000, 50_000),
        zones: &list,
        window: None,
    };
    zones(&areas, &what)
}

pub(crate) fn bar_chart() -> Figure {
    let things = [
        ("Harbour", Some(31_204.0), Some(30_112.0)),
        ("Moor Row and the Vale", Some(48_996.0), Some(41_007.0)),
        ("Ferry Island", Some(12_450.0), None),
    ];
    let things =
        things.map(|(name, registered, resident)| Bar { name, values: vec![registered, resident] });
    let what = Bars {
        id: "registered",
        subject: "People by neighbourhood",
        thing: "Neighbourhood",
        series: &["Registered", "Resident"],
        show: &show,
    };
    bars(&things, &what)
}

pub(crate) fn figure_page(title: &str, figure: &Figure, controls: Markup) -> Page {
    let frame = Frame {
        heading: title.to_owned(),
        how_to_read: html! { p { "Darker areas have more. The table below has every value." } },
        controls,
        downloads: vec![
            ("Download the drawing (SVG)".to_owned(), "/map.svg".to_owned()),
            ("Download the values (CSV)".to_owned(), "/map.csv".to_owned()),
        ],
        table_heading: "All values".to_owned(),
    };
    let main = html! { h1 class="nhsuk-heading-l" { (title) } (figure.render(&frame)) };
    page(title, PageWidth::Wide, main)
}

pub(crate) fn map_controls(boundaries: &[Boundary]) -> Markup {
    let whole = Window::around(boundaries);
    let href = |window: Option<Window>| match window {
        Some(window) => format!("/place?zoom={window}"),
        None => "/place".to_owned(),
    };
    WindowLinks { window: whole, whole, href: &href }.render()
}
