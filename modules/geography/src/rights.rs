//! The rights that the pages of this module ask for.

use kith_frame::right::Right;

/// See the place: areas, practices, networks, the plan in force.
pub const READ_PLACE: Right = Right { key: "place.read", to: "see the place" };
/// See plans that are not published yet.
pub const READ_PLANS: Right = Right { key: "plan.read", to: "see draft neighbourhood plans" };
/// Draw plans and discard drafts.
pub const DRAW_PLANS: Right = Right { key: "plan.draw", to: "draw neighbourhood plans" };
/// Publish a plan.
pub const PUBLISH_PLANS: Right = Right { key: "plan.publish", to: "publish neighbourhood plans" };
/// Put plans to consultation, answer what is objected, withdraw plans.
pub const CONSULT: Right = Right {
    key: "plan.consult",
    to: "put neighbourhood plans to consultation, answer objections or withdraw a plan",
};
/// Record an objection.
pub const OBJECT: Right =
    Right { key: "plan.object", to: "record an objection to a neighbourhood plan" };
/// Agree for an organisation.
pub const AGREE: Right =
    Right { key: "plan.agree", to: "agree to a neighbourhood plan for your organisation" };
