//! Everybody who knocks: each role in each organisation, with a session in each state that one can be in.

use jiff::SignedDuration;
use kith_frame::account::Account;
use kith_frame::right::Role;
use kith_frame::session::SESSION_COOKIE;
use kith_frame::testing::{Browser, House};
use kith_frame::{people, store};
use kith_store::Author;
use kith_terms::Id;

use super::things::Things;

/// What has become of somebody's session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Valid,
    NoRoleYet,
    Expired,
    Ended,
    AccountClosed,
    NoSession,
}

/// Somebody at the door.
pub(super) struct Person {
    pub(super) account: Id<Account>,
    pub(super) role: Role,
    /// Which of the two organisations is theirs.
    pub(super) organisation: usize,
    organisation_id: String,
    pub(super) standing: Standing,
    pub(super) browser: Browser,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of organisation {}, {:?}", self.role.title, self.organisation, self.standing)
    }
}

impl Person {
    /// Who has not chosen a role yet acts in none.
    pub(super) fn role_in_journal(&self) -> &str {
        if self.standing == Standing::NoRoleYet { "" } else { &self.role.key }
    }

    pub(super) fn organisation_in_journal(&self) -> &str {
        if self.standing == Standing::NoRoleYet { "" } else { &self.organisation_id }
    }
}

/// One person for each role, organisation and state of the session.
pub(super) async fn everybody(house: &House, things: &Things) -> Vec<Person> {
    let mut cast = Vec::new();
    // Those whose sessions run out come first: then the clock moves on.
    for standing in [
        Standing::Expired,
        Standing::Valid,
        Standing::NoRoleYet,
        Standing::Ended,
        Standing::AccountClosed,
        Standing::NoSession,
    ] {
        for role in house.app.roles.iter() {
            for organisation in 0..things.organisations.len() {
                cast.push(person(house, things, (role, organisation, standing)).await);
            }
        }
        if standing == Standing::Expired {
            house.app.clock.move_on(SignedDuration::from_mins(16));
        }
    }
    cast
}

async fn person(
    house: &House,
    things: &Things,
    (role, organisation, standing): (&Role, usize, Standing),
) -> Person {
    let at = things.organisations[organisation];
    let ids = if standing == Standing::Valid {
        // The askers of the jobs are among them.
        things.askers[&(role.key.clone(), organisation)]
    } else {
        let name = format!("{}-{organisation}-{standing:?}", role.key);
        house.account_at((&name, "Somebody"), &role.key, at).await.unwrap()
    };
    let browser = match standing {
        Standing::NoSession => house.stranger(),
        Standing::NoRoleYet => house.undecided(ids.account).await.unwrap(),
        Standing::Valid | Standing::Expired => house.in_role(ids).await,
        Standing::Ended => {
            let mut browser = house.in_role(ids).await;
            let secret = browser.cookie(SESSION_COOKIE).unwrap().to_owned();
            assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in");
            browser.keep_cookie(SESSION_COOKIE, &secret);
            browser
        }
        Standing::AccountClosed => {
            let browser = house.in_role(ids).await;
            close(house, ids.account).await;
            browser
        }
    };
    let organisation_id = at.to_string();
    Person {
        account: ids.account,
        role: role.clone(),
        organisation,
        organisation_id,
        standing,
        browser,
    }
}

async fn close(house: &House, id: Id<Account>) {
    let db = &house.app.db;
    let account = store::account::one(&mut db.read().await.unwrap(), id).await.unwrap();
    people::close_account(&house.app, &Author::system("test"), account).await.unwrap();
}
