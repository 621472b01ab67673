//! The NHS design system as typed components, charts and maps.
//!
//! For whoever writes a page: fill in a component's options and put it in a `maud` template; it
//! escapes what is text. [`Page`] puts the whole together. [`assets`] are the files that pages
//! refer to. Nothing here knows what Kith is about, reads a clock or talks to anyone.
//!
//! There is no inline style or script anywhere, so that the content security policy can forbid
//! both, and no NHS logo.

mod assets;
pub mod chart;
mod colour;
mod component;
mod content;
mod csv;
mod element;
mod figure;
mod icon;
pub mod map;
mod page;
mod pattern;
pub mod words;

pub use assets::{Asset, assets};
pub use component::account::{Account, AccountItem};
pub use component::action::{Action, Actions};
pub use component::breadcrumb::{Breadcrumb, Crumb};
pub use component::button::{Button, ButtonIcon, ButtonVariant, Side};
pub use component::card::{Card, CardDescription, CardImage, CardVariant};
pub use component::checkboxes::Checkboxes;
pub use component::choice::{Behaviour, ChoiceItem};
pub use component::date_input::{DateInput, DatePart, DateValues};
pub use component::details::{Details, Summary};
pub use component::error_message::ErrorMessage;
pub use component::error_summary::{ErrorItem, ErrorSummary};
pub use component::fieldset::{Fieldset, Legend};
pub use component::file_upload::FileUpload;
pub use component::footer::{Footer, FooterColumn, FooterLink, FooterMeta};
pub use component::form_group::{FormGroup, InputWrapper};
pub use component::header::{Header, HeaderColour, HeaderNavigation, Logo, NavigationItem};
pub use component::header::{Organisation, Service};
pub use component::header_search::{HeaderSearch, SearchHints, SearchLabel};
pub use component::heading::{Caption, Heading, Placement, Size};
pub use component::hint::Hint;
pub use component::input::{Affix, Input};
pub use component::inset_text::InsetText;
pub use component::label::Label;
pub use component::link::{ActionLink, BackLink, Ground, SkipLink};
pub use component::notification_banner::{BannerVariant, NotificationBanner};
pub use component::pagination::{PageLink, PageNumber, Pagination};
pub use component::panel::{Panel, PanelVariant};
pub use component::password_input::{PasswordInput, ShowButton};
pub use component::radios::Radios;
pub use component::scroll::Scroll;
pub use component::search_input::{SearchButton, SearchInput};
pub use component::select::{Select, SelectItem};
pub use component::summary_list::{SummaryCell, SummaryList, SummaryRow};
pub use component::table::{Cell, CellFormat, Sort, Table, TableCaption};
pub use component::tabs::{Tab, Tabs};
pub use component::tag::{Tag, TagColour};
pub use component::task_list::{Task, TaskList, TaskStatus};
pub use component::textarea::Textarea;
pub use component::warning_callout::WarningCallout;
pub use content::Content;
pub use csv::{csv, csv_row};
pub use element::Attributes;
pub use figure::{Figure, Frame};
pub use maud::{Markup, PreEscaped, Render, html};
pub use page::{Page, PageWidth, SignOut, SignedIn};
pub use pattern::conflict::{Conflict, ConflictField, Version};
pub use pattern::empty_state::EmptyState;
pub use pattern::filters::{ActiveFilter, FilteredList, SendBy};
pub use pattern::key_figures::{KeyFigure, KeyFigures};
pub use pattern::listing::{Paging, SortedBy};
pub use pattern::person_banner::{Dead, PersonBanner};
pub use pattern::problem::{Problem, Saved};
pub use pattern::progress::Progress;
pub use pattern::secondary_navigation::{SecondaryNavigation, Section};
