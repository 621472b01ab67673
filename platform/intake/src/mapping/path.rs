//! Paths into a FHIR resource: `name[use=official].family`.

use serde_json::Value;

/// A path, step by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    field: String,
    /// Of a list, only elements with this value at this path.
    only: Option<(Path, String)>,
}

impl Path {
    /// Reads a path; nothing where it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        let mut rest = text;
        loop {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (field, behind) = rest.split_at(end);
            if field.is_empty() || field.contains([']', '=']) {
                return None;
            }
            let (only, behind) = match behind.strip_prefix('[') {
                None => (None, behind),
                Some(inside) => {
                    let (condition, behind) = inside.split_once(']')?;
                    let (path, value) = condition.split_once('=')?;
                    (Some((Self::parse(path)?, value.to_owned())), behind)
                }
            };
            steps.push(Step { field: field.to_owned(), only });
            match behind.strip_prefix('.') {
                Some(more) => rest = more,
                None if behind.is_empty() => return Some(Self(steps)),
                None => return None,
            }
        }
    }

    /// The values at the path, in their order; empty ones are left out.
    pub(crate) fn values(&self, resource: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.collect(resource, &mut found);
        found
    }

    fn collect(&self, resource: &Value, found: &mut Vec<String>) {
        let mut there = vec![resource];
        for step in &self.0 {
            there = there.into_iter().flat_map(|value| step.from(value)).collect();
        }
        for value in there {
            match value {
                Value::String(text) if !text.trim().is_empty() => {
                    found.push(text.trim().to_owned());
                }
                Value::Number(number) => found.push(number.to_string()),
                Value::Bool(yes) => found.push(yes.to_string()),
                _ => {}
            }
        }
    }
}

impl Step {
    fn from<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        let found = match value.get(&self.field) {
            None => return Vec::new(),
            Some(Value::Array(list)) => list.iter().collect(),
            Some(one) => vec![one],
        };
        match &self.only {
            None => found,
            Some((path, wanted)) => found
                .into_iter()
                .filter(|one| path.values(one).iter().any(|value| value == wanted))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(path: &str) -> Vec<String> {
        let resource = json!({
            "id": "p1", "active": true, "multipleBirthInteger": 2,
            "name": [
                { "use": "nickname", "given": ["Lil"] },
                { "use": "official", "family": "Smith", "given": ["Lily", "Ann", " "] },
            ],
            "identifier": [{ "system": "https://a.example/x.y", "value": " 1 " }, { "value": "2" }],
            "subject": { "identifier": { "value": "9" } },
        });
        Path::parse(path).unwrap().values(&resource)
    }

    #[test]
    fn a_path_leads_through_lists_and_conditions() {
        assert_eq!(at("id"), ["p1"]);
        assert_eq!(at("name.given"), ["Lil", "Lily", "Ann"]);
        assert_eq!(at("name[use=official].family"), ["Smith"]);
        assert_eq!(at("identifier[system=https://a.example/x.y].value"), ["1"]);
        assert_eq!(at("subject.identifier.value"), ["9"]);
        assert_eq!(at("active"), ["true"]);
        assert_eq!(at("multipleBirthInteger"), ["2"]);
    }

    #[test]
    fn what_is_not_there_is_no_value() {
        for path in ["name", "id.x", "name[use=old].family", "nothing.at.all"] {
            assert!(at(path).is_empty(), "{path}");
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["", ".", "a.", "a[b", "a[b]", "a[=c]", "a]b", "a[b=c]d", "[a=b]"] {
            assert_eq!(Path::parse(text), None, "{text}");
        }
    }
}
