//! The frame around every page: the place's name, the navigation of the modules that the person may
//! enter, who they are and how they leave.

use kith_design::{Crumb, Footer, FooterLink, FooterMeta, NavigationItem, Page as WholePage};
use kith_design::{Service, SignOut, SignedIn};

use crate::app::App;
use crate::page::{Errors, Page};
use crate::posted::FORM_KEY;
use crate::session::{IDLE, Session};
use crate::visitor::Visitor;

/// The whole page as the browser gets it.
pub fn whole(app: &App, visitor: Option<&Visitor>, path: &str, page: &Page) -> String {
    let session = visitor.and_then(Visitor::session);
    WholePage {
        title: page.title.clone(),
        service: Service { text: format!("Kith: {}", app.settings.place), href: Some("/".into()) },
        signed_in: session.map(signed_in),
        navigation: session.map(|session| navigation(app, session, path)).unwrap_or_default(),
        breadcrumbs: page.trail.iter().filter(|(_, step)| step != path).map(crumb).collect(),
        has_errors: page.errors != Errors::None,
        width: page.width,
        main: page.main.clone(),
        footer: footer(),
        idle_minutes: session.map(|_| IDLE.as_mins()),
        ..WholePage::default()
    }
    .render()
}

fn signed_in(session: &Session) -> SignedIn {
    SignedIn {
        name: session.name.clone(),
        role: session.role.title.clone(),
        organisation: session.organisation_name.clone(),
        account_href: "/account".into(),
        sign_out: SignOut {
            action: "/sign-out".into(),
            token_field: FORM_KEY.into(),
            token: session.form_key.secret().to_owned(),
        },
    }
}

fn navigation(app: &App, session: &Session, path: &str) -> Vec<NavigationItem> {
    let home = ("Home", "/");
    let places = app
        .modules
        .iter()
        .flat_map(|module| module.navigation)
        .filter(|item| session.may(item.needs))
        .map(|item| (item.label, item.path));
    std::iter::once(home)
        .chain(places)
        .map(|(label, href)| NavigationItem {
            content: label.into(),
            href: Some(href.into()),
            active: path == href || (href != "/" && path.starts_with(&format!("{href}/"))),
            current: path == href,
            ..NavigationItem::default()
        })
        .collect()
}

fn crumb((word, path): &(String, String)) -> Crumb {
    Crumb { content: word.as_str().into(), href: path.clone(), ..Crumb::default() }
}

/// The attribution of the official data, as the Open Government Licence asks for it, and help.
fn footer() -> Footer {
    let link = |text: &str, href: &str| FooterLink {
        content: text.into(),
        href: href.into(),
        ..FooterLink::default()
    };
    Footer {
        meta: FooterMeta {
            items: vec![link("Help", "/help"), link("Accessibility", "/accessibility")],
            ..FooterMeta::default()
        },
        ..Footer::default()
    }
}
