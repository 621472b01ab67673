//! How the demo's plan came to be published: a consultation that was held before the plan was taken into
//! Kith, two objections with their answers, and the agreement of four partners. All of it is invented.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kith_frame::account::{Account, Membership, SignInName};
use kith_frame::app::App;
use kith_store::Author;
use kith_terms::Id;

use crate::plan::Plan;
use crate::plan::life::policy::Stakeholders;
use crate::plan::life::{Agreement, Answer, Consultation, Objection, Outcome, store};

const REPLY_TO: &str = "Write to the integrator office, 1 Harbour Street, or come to the library in Quay Road on \
     any Thursday from 2pm to 6pm.";

/// Who agrees for their organisation, how many days ago, and what shows it.
const AGREED: [(&str, i32, &str); 4] = [
    ("icb", 9, "Minute 7.2 of the place committee"),
    ("lmc", 6, "Letter of the committee’s chair to the integrator"),
    ("director", 5, "Minute 3 of the network’s board"),
    ("manager", 2, "Minute 11.4 of the trust’s board"),
];

/// Who objects, for whom, how many days ago, and what; what came of it, and why.
const OBJECTED: [(&str, &str, i32, &str, Outcome, &str); 2] = [
    (
        "general-practice",
        "Larkmoor Surgery",
        30,
        "A part of our list lives beyond the line. Two teams would visit our patients at home, and we would meet \
         with both.",
        Outcome::Kept,
        "Lists of practices overlap: a line around one would cut others. Both teams come to the practice’s own meeting, \
         so that it speaks about its patients in one place.",
    ),
    (
        "residents",
        "Friends of Quay Road library",
        22,
        "There is no bus from our end of the neighbourhood to the place where the team is.",
        Outcome::MetOtherwise,
        "The team holds a clinic in the library on two days a week, so that nobody has to change buses.",
    ),
];

/// Somebody of the demo in their role.
struct Somebody {
    account: Account,
    membership: Membership,
    title: String,
    author: Author,
}

/// Makes the history of a draft, up to the point at which it can be published.
pub(super) async fn make(app: &App, draft: &Plan) -> anyhow::Result<()> {
    let mut partners = Vec::new();
    for (name, days, evidence) in AGREED {
        partners.push((somebody(app, name).await?, days, evidence));
    }
    let asked = Stakeholders::of(app)?.group.into_iter().map(|group| group.key).collect();
    let consultation = Consultation {
        opens: ago(app, 42),
        closes: ago(app, 14),
        asked,
        reply_to: REPLY_TO.to_owned(),
    };
    let named = partners.iter().map(|(one, ..)| one.membership.organisation).collect();
    let manager = somebody(app, "manager").await?;
    let when = (app.clock.now(), &manager.author);
    store::consult(&app.db, when, draft, consultation, named).await?;
    objections(app, draft.id, when).await?;
    for (one, days, evidence) in partners {
        let (person, name, role) = (one.account.id, one.account.name, one.title);
        let (agreed_on, evidence) = (ago(app, days), evidence.to_owned());
        let agreement = Agreement { person, name, role, agreed_on, evidence };
        let when = (app.clock.now(), &one.author);
        store::agree(&app.db, when, draft.id, one.membership.organisation, agreement).await?;
    }
    Ok(())
}

async fn objections(app: &App, plan: Id<Plan>, when: (Timestamp, &Author)) -> anyhow::Result<()> {
    for (stakeholder, organisation, days, words, outcome, reasons) in OBJECTED {
        let objection = Objection {
            id: app.dice.id(when.0),
            number: 0,
            stakeholder: stakeholder.to_owned(),
            organisation: organisation.to_owned(),
            words: words.to_owned(),
            received: ago(app, days),
            answer: None,
        };
        let id = objection.id;
        store::object(&app.db, when, plan, objection).await?;
        let (words, answered_on) = (reasons.to_owned(), ago(app, 12));
        let answer = Answer { outcome, words, amended_in: None, answered_on };
        store::answer(&app.db, when, plan, id, answer).await?;
    }
    Ok(())
}

fn ago(app: &App, days: i32) -> Date {
    app.clock.today().saturating_sub(days.days())
}

async fn somebody(app: &App, name: &str) -> anyhow::Result<Somebody> {
    let sign_in_name: SignInName = format!("{name}@wendmere.example").parse()?;
    let mut reader = app.db.read().await?;
    let found = kith_frame::store::account::to_sign_in(&mut reader, &sign_in_name).await?;
    let (account, _) = found.ok_or_else(|| anyhow::anyhow!("{name} is not in the demo"))?;
    let today = app.clock.today();
    let held = kith_frame::store::account::memberships(&mut reader, account.id, today).await?;
    let held = held.into_iter().next();
    let membership = held.ok_or_else(|| anyhow::anyhow!("{name} has no role"))?;
    let role = app.roles.find(&membership.role);
    let role = role.ok_or_else(|| anyhow::anyhow!("{name} has a role that is not known"))?;
    let author = Author {
        person: account.id.to_string(),
        role: role.key.clone(),
        organisation: membership.organisation.to_string(),
        site: membership.site.clone(),
        purpose: role.purpose.key().to_owned(),
        claim: None,
    };
    Ok(Somebody { account, membership, title: role.title.clone(), author })
}
