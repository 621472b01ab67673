//! A whole page: head, header, the way here, the main part, footer.

use maud::{DOCTYPE, Markup, html};

use crate::assets::{FAVICON, FRAMEWORK, SCRIPT, STYLE_SHEET};
use crate::component::account::{Account, AccountItem};
use crate::component::breadcrumb::{Breadcrumb, Crumb};
use crate::component::footer::Footer;
use crate::component::header::{Header, HeaderNavigation, NavigationItem, Service};
use crate::component::link::{BackLink, SkipLink};
use crate::component::notification_banner::NotificationBanner;

/// How to leave.
#[derive(Debug, Clone, Default)]
pub struct SignOut {
    /// Where the form is sent.
    pub action: String,
    /// The name of the field with the token against forged requests.
    pub token_field: String,
    /// The token.
    pub token: String,
}

/// Who is signed in, and as what.
#[derive(Debug, Clone, Default)]
pub struct SignedIn {
    /// The person.
    pub name: String,
    /// Their role.
    pub role: String,
    /// The organisation that they act for.
    pub organisation: String,
    /// The page about their account.
    pub account_href: String,
    /// How they leave.
    pub sign_out: SignOut,
}

/// How wide the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PageWidth {
    /// For reading: 960 pixels at most.
    #[default]
    Reading,
    /// For lists with filters, maps and wide tables: 1,200 pixels at most.
    Wide,
}

/// A whole page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What the page is called; the name of the service is put behind it. No person's name.
    pub title: String,
    /// What the service is called.
    pub service: Service,
    /// Who is signed in.
    pub signed_in: Option<SignedIn>,
    /// The parts of the service.
    pub navigation: Vec<NavigationItem>,
    /// The way here from the home page; none on the home page.
    pub breadcrumbs: Vec<Crumb>,
    /// A link back, where the page is a step of a task; then there are no breadcrumbs.
    pub back_link: Option<BackLink>,
    /// Whether the form on it was refused: the title then begins with "Error: ".
    pub has_errors: bool,
    /// News at its top.
    pub banner: Option<NotificationBanner>,
    /// How wide it is.
    pub width: PageWidth,
    /// The main part, from its `h1` on.
    pub main: Markup,
    /// What stands at its foot.
    pub footer: Footer,
    /// After so many minutes without a request the session ends; the page's script says so before.
    pub idle_minutes: Option<i64>,
}

impl Page {
    /// The page as HTML.
    pub fn render(&self) -> String {
        let container = match self.width {
            PageWidth::Reading => "",
            PageWidth::Wide => "kith-wide",
        };
        let footer = Footer { container_classes: container.to_owned(), ..self.footer.clone() };
        html! {
            (DOCTYPE)
            html lang="en" {
                (self.head())
                body {
                    (SkipLink::default())
                    (self.header(container))
                    div class={ "nhsuk-width-container " (container) } {
                        (self.way_here())
                        main class="nhsuk-main-wrapper" id="maincontent" {
                            @if let Some(banner) = &self.banner { (banner) }
                            (self.main)
                        }
                    }
                    @if let Some(minutes) = self.idle_minutes {
                        div class="kith-idle" role="status" data-idle-minutes=(minutes) {}
                    }
                    (footer)
                }
            }
        }
        .into_string()
    }

    fn head(&self) -> Markup {
        html! {
            head {
                meta charset="utf-8";
                title {
                    @if self.has_errors { "Error: " }
                    (self.title)
                    @if self.title != self.service.text { " – " (self.service.text) }
                }
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="theme-color" content="#005eb8";
                // A telephone would take an NHS number for one of its own.
                meta name="format-detection" content="telephone=no";
                link rel="icon" href=(FAVICON) sizes="any" type="image/svg+xml";
                link rel="stylesheet" href=(STYLE_SHEET);
                link rel="modulepreload" href=(FRAMEWORK);
                script type="module" src=(SCRIPT) {}
            }
        }
    }

    fn header(&self, container: &str) -> Header {
        Header {
            service: self.service.clone(),
            account: self.signed_in.as_ref().map(SignedIn::account),
            navigation: HeaderNavigation {
                items: self.navigation.clone(),
                ..HeaderNavigation::default()
            },
            container_classes: container.to_owned(),
            ..Header::default()
        }
    }

    fn way_here(&self) -> Markup {
        html! {
            @if let Some(back_link) = &self.back_link {
                nav aria-label="Back" { (back_link) }
            } @else if !self.breadcrumbs.is_empty() {
                (Breadcrumb { items: self.breadcrumbs.clone(), ..Breadcrumb::default() })
            }
        }
    }
}

impl SignedIn {
    fn account(&self) -> Account {
        let SignOut { action, token_field, token } = self.sign_out.clone();
        let who = AccountItem {
            content: self.name.as_str().into(),
            href: Some(self.account_href.clone()),
            icon: true,
            ..AccountItem::default()
        };
        let role = AccountItem {
            content: format!("{}, {}", self.role, self.organisation).into(),
            ..AccountItem::default()
        };
        let sign_out = AccountItem {
            content: "Sign out".into(),
            action: Some(action),
            fields: vec![(token_field, token)],
            ..AccountItem::default()
        };
        Account { items: vec![who, role, sign_out], ..Account::default() }
    }
}
