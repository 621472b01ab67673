//! The options of the npm package's examples, spelled as our types spell them.
//!
//! The package is lenient: a string may stand for `{ "text": … }`, `true` for empty options,
//! `false` in a list for nothing, and old names of options still work. Our types are not. What the
//! package fills in for NHS organisations (its logo, the search and the copyright of nhs.uk) is
//! written out here, because our components do not assume it.

use serde_json::{Map, Value, json};

/// Options that may be a string in the place of `{ "text": … }`.
const WORDS: [&str; 16] = [
    "afterInput",
    "beforeInput",
    "caption",
    "copyright",
    "description",
    "errorMessage",
    "heading",
    "hint",
    "key",
    "label",
    "legend",
    "meta",
    "prefix",
    "status",
    "suffix",
    "summary",
];

/// The options of an example of `component`, and what stands in its call block.
pub(crate) fn ours(component: &str, options: Value, call_block: Option<&Value>) -> Value {
    let mut options = tidy(component, "", numbered(component, options));
    if let Value::Object(options) = &mut options {
        renamed(component, options);
        spell_out_what_is_of_the_nhs(component, options);
        if let Some(block) = call_block {
            put_call_block(component, options, block);
        }
    }
    options
}

/// Tasks are numbered before those that are nothing are left out.
fn numbered(component: &str, mut options: Value) -> Value {
    let prefix = options["idPrefix"].as_str().unwrap_or("task-list").to_owned();
    let items = options.get_mut("items").and_then(Value::as_array_mut);
    for (index, item) in
        items.filter(|_| component == "task-list").into_iter().flatten().enumerate()
    {
        if let Value::Object(item) = item {
            item.insert("id".to_owned(), json!(format!("{prefix}-{}", index + 1)));
        }
    }
    options
}

/// What a call block says goes where the component has its words.
fn put_call_block(component: &str, options: &mut Map<String, Value>, block: &Value) {
    let parent = match component {
        "card" | "error-summary" => Some("description"),
        "footer" => Some("meta"),
        "label" if options.contains_key("heading") => Some("heading"),
        _ => None,
    };
    match parent {
        Some(parent) => within(options, parent).insert("html".to_owned(), block.clone()),
        None => options.insert("html".to_owned(), block.clone()),
    };
}

/// The options called `key` within others, made if there are none.
fn within<'a>(options: &'a mut Map<String, Value>, key: &str) -> &'a mut Map<String, Value> {
    let inner = options.entry(key).or_insert_with(|| json!({}));
    inner.as_object_mut().expect("options stand here")
}

fn default_to(options: &mut Map<String, Value>, key: &str, value: impl Into<Value>) {
    options.entry(key).or_insert_with(|| value.into());
}

/// Puts strings, `true` and `false` in their place, from the inside out.
fn tidy(component: &str, key: &str, value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let tidied =
                map.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| {
                    let value = tidy(component, &key, value);
                    (key, value)
                });
            Value::Object(tidied.collect())
        }
        Value::Array(items) => {
            let kept =
                items.into_iter().filter(|item| !matches!(item, Value::Bool(false) | Value::Null));
            let of_table =
                component == "tables" && (key == "head" || key == "rows" || key.is_empty());
            Value::Array(
                kept.map(|item| {
                    let item = tidy(component, "", item);
                    if of_table && item.is_string() { json!({ "text": item }) } else { item }
                })
                .collect(),
            )
        }
        Value::String(text) if is_words(component, key) => json!({ "text": text }),
        Value::Bool(true) if ["errorMessage", "heading", "search", "card"].contains(&key) => {
            json!({})
        }
        Value::Bool(true) if key == "sort" => json!("none"),
        Value::Bool(false) if ["button", "day", "month", "year", "icon"].contains(&key) => {
            Value::Null
        }
        Value::Bool(false) if key == "colour" => json!("no-colour"),
        Value::Number(number) if key == "tabindex" => json!(number.to_string()),
        other => other,
    }
}

fn is_words(component: &str, key: &str) -> bool {
    match (component, key) {
        ("tabs", "label") => false,
        ("summary-list", "value") | ("notification-banner", "title") => true,
        _ => WORDS.contains(&key),
    }
}

/// Options that were renamed or have more than one form, under their present names.
fn renamed(component: &str, options: &mut Map<String, Value>) {
    if let Some(actions) = options.get_mut("actions").filter(|actions| actions.is_array()) {
        *actions = json!({ "items": actions });
    }
    match component {
        "pagination" => ["previous", "next"].into_iter().for_each(|way| page_link(options, way)),
        "checkboxes" => each(options, "items", |item| {
            if item.remove("exclusive").is_some() {
                item.insert("behaviour".to_owned(), json!("exclusive"));
            }
            rename(item, "exclusiveGroup", "behaviourGroup");
        }),
        "footer" => {
            let columns = options.get_mut("navigation").filter(|columns| columns.is_object());
            if let Some(columns) = columns {
                *columns = json!([columns]);
            }
        }
        "card" => {
            let html = options
                .get_mut("heading")
                .and_then(|heading| heading.as_object_mut()?.remove("html"));
            if let Some(html) = html {
                options.insert("belowHeading".to_owned(), json!({ "html": html }));
            }
        }
        "summary-list" => each(options, "rows", |row| renamed("row", row)),
        "tables" if options.remove("panel").is_some() => {
            let heading =
                json!({ "text": options["heading"]["text"], "level": options["headingLevel"] });
            options.insert("card".to_owned(), json!({ "variant": "feature", "heading": heading }));
        }
        "task-list" => each(options, "items", |item| rename(item, "title", "heading")),
        _ => {}
    }
}

fn page_link(options: &mut Map<String, Value>, way: &str) {
    let label = options.remove(&format!("{way}Page"));
    if let Some(href) = options.remove(&format!("{way}Url")) {
        let label = json!({ "text": label });
        options.insert(way.to_owned(), json!({ "href": href, "label": label }));
    }
}

fn rename(options: &mut Map<String, Value>, old: &str, new: &str) {
    if let Some(value) = options.remove(old) {
        options.insert(new.to_owned(), value);
    }
}

fn each(options: &mut Map<String, Value>, key: &str, change: impl Fn(&mut Map<String, Value>)) {
    let items = options.get_mut(key).and_then(Value::as_array_mut);
    items.into_iter().flatten().filter_map(Value::as_object_mut).for_each(change);
}

fn spell_out_what_is_of_the_nhs(component: &str, options: &mut Map<String, Value>) {
    match component {
        "header" => {
            default_to(within(options, "logo"), "alt", "NHS");
            if options.contains_key("search") {
                let search = within(options, "search");
                default_to(search, "action", "https://www.nhs.uk/search/");
                let label = within(search, "label");
                default_to(label, "visuallyHiddenText", "Search the NHS website");
            }
        }
        "footer" => default_to(options, "copyright", json!({ "text": "© NHS England" })),
        _ => {}
    }
}
