//! What is so for every call and is therefore told in one place: that somebody must be signed in, what
//! a change brings along, and how a refusal looks (RFC 9457).

use kith_frame::once::IDEMPOTENCY_KEY;
use kith_frame::posted::FORM_KEY_HEADER;
use kith_frame::session::SESSION_COOKIE;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, Content, ObjectBuilder, OpenApi, Ref, RefOr, Required, ResponseBuilder, Schema,
    Type,
};

const SIGNED_IN: &str = "session";
const PROBLEM: &str = "Problem";

/// How a call can be refused, whatever it is about.
const ALWAYS: &[(u16, &str)] = &[
    (400, "A part of the address or of what was sent cannot be read"),
    (401, "Nobody is signed in"),
    (403, "The role lacks the right, or the form key is not the session's"),
    (429, "Too many calls; Retry-After says how long to wait"),
    (503, "Not possible just now; try again"),
];
/// How a call that changes something can be refused besides.
const CHANGES: &[(u16, &str)] = &[
    (409, "The same call is being done, or was done and its answer is not known"),
    (413, "Too large"),
    (415, "Not JSON"),
    (422, "What was sent breaks a rule, or its Idempotency-Key came with something else before"),
    (507, "The disk is full; nothing was saved"),
];

/// Adds it to the document.
pub(super) fn tell(document: &mut OpenApi) {
    let components = document.components.get_or_insert_with(Components::new);
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE)));
    components.add_security_scheme(SIGNED_IN, cookie);
    components.schemas.insert(PROBLEM.to_owned(), problem());
    for (path, item) in &mut document.paths.paths {
        for call in item.get.iter_mut().chain(&mut item.post).chain(&mut item.put) {
            call.security = Some(vec![SecurityRequirement::new(SIGNED_IN, [] as [&str; 0])]);
            refuse(call, ALWAYS);
            if path.contains('{') {
                refuse(call, &[(404, "There is no such thing")]);
            }
        }
        for change in item.post.iter_mut().chain(&mut item.put) {
            refuse(change, CHANGES);
            let brought = [idempotency_key(), form_key()].map(RefOr::T);
            change.parameters.get_or_insert_with(Vec::new).extend(brought);
        }
    }
}

/// Says how a call can be refused. What the call's own words say of it stands.
fn refuse(call: &mut Operation, how: &[(u16, &str)]) {
    for (status, words) in how {
        let known = call.responses.responses.entry(status.to_string());
        let answer =
            known.or_insert_with(|| RefOr::T(ResponseBuilder::new().description(*words).build()));
        if let RefOr::T(answer) = answer {
            let content = Content::new(Some(Ref::from_schema_name(PROBLEM)));
            answer.content.insert("application/problem+json".to_owned(), RefOr::T(content));
        }
    }
}

fn problem() -> RefOr<Schema> {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let or_none = |kind: Type| utoipa::openapi::schema::SchemaType::from_iter([kind, Type::Null]);
    let whole = ObjectBuilder::new()
        .description(Some("Why a call was refused (RFC 9457)."))
        .property("type", text())
        .property("title", text())
        .property("status", ObjectBuilder::new().schema_type(Type::Integer))
        .property("detail", text())
        .property("instance", ObjectBuilder::new().schema_type(or_none(Type::String)))
        .property("versions", ObjectBuilder::new().schema_type(or_none(Type::Object)))
        .required("title")
        .required("status");
    RefOr::T(whole.build().into())
}

fn idempotency_key() -> Parameter {
    let key = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(r#"^("[A-Za-z0-9._~-]{1,255}"|[A-Za-z0-9._~-]{1,255})$"#));
    header(
        IDEMPOTENCY_KEY.as_str(),
        "A new key for each thing that is to be done. The same call under the same key gets the first \
         answer again and has no second effect, for a day (draft-ietf-httpapi-idempotency-key-header).",
    )
    .schema(Some(key))
    .build()
}

fn form_key() -> Parameter {
    let key = ObjectBuilder::new().schema_type(Type::String);
    header(FORM_KEY_HEADER.as_str(), "The form key of the session.").schema(Some(key)).build()
}

fn header(name: &str, words: &str) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(words))
}
