//! Rows and columns. Every cell says something: "No data", "Not applicable", "Not known".

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::card::{Card, CardDescription};
use super::heading::{Caption, Heading, Naming, Placement, Size};
use super::link::Ground;
use super::scroll::Scroll;
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CellFormat {
    /// A number: it stands on the right.
    Numeric,
    /// Words, in a column of numbers.
    String,
}

/// How a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// It can be sorted and is not.
    None,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A cell, or the head of a column.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Cell {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// What it holds, if not what the head of its column says.
    pub format: Option<CellFormat>,
    /// Where its words stand: `left`, `centre`, `right`.
    pub align: Option<String>,
    /// Its width, such as `one-third`.
    pub width: Option<String>,
    /// Where it leads. On a head: to the same table sorted by it.
    pub href: Option<String>,
    /// Head: how the column is sorted.
    pub sort: Option<Sort>,
    /// Head: how a script sorts it first.
    pub sort_next: Option<String>,
    /// Cell: what a script sorts by, if not what it says.
    pub sort_value: Option<String>,
    /// Words for assistive technology only, behind it.
    pub visually_hidden_text: Option<String>,
    /// How many columns it spans.
    pub colspan: Option<u32>,
    /// How many rows it spans.
    pub rowspan: Option<u32>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// What a table is called.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TableCaption {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// The size of its type.
    pub size: Option<Size>,
    /// Small grey words that go with it.
    pub caption: Option<Caption>,
    /// Words for assistive technology, if not those about sorting.
    pub visually_hidden_text: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Rows and columns.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own, as in the manual")]
pub struct Table {
    /// What it is called.
    pub caption: TableCaption,
    /// The heads of the columns.
    pub head: Vec<Cell>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Attributes of the rows, such as their ids, in their order; there may be fewer.
    pub row_attributes: Vec<Attributes>,
    /// Whether the first cell of a row is its head.
    pub first_cell_is_header: bool,
    /// Whether each row becomes a block of its own on a small screen.
    pub responsive: bool,
    /// Whether it scrolls sideways in a frame of its own.
    pub scroll: bool,
    /// Whether its rows are low.
    pub compact: bool,
    /// Whether every second row is grey.
    pub striped: bool,
    /// For dark ground.
    pub variant: Option<Ground>,
    /// Whether there are lines between rows: yes unless said otherwise.
    pub border: Option<bool>,
    /// Whether there is a line below the last: yes unless said otherwise.
    pub last_row_border: Option<bool>,
    /// The card around it.
    pub card: Option<Card>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl<T: Into<Content>> From<T> for Cell {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl<T: Into<Content>> From<T> for TableCaption {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Cell {
    /// A cell or head of numbers.
    pub fn number(content: impl Into<Content>) -> Self {
        Self { content: content.into(), format: Some(CellFormat::Numeric), ..Self::default() }
    }

    /// A name, which leads somewhere if there is an address, and its code below in small type.
    pub fn named(name: &str, code: &str, href: Option<&str>) -> Self {
        Self::from(html! {
            @if let Some(href) = href { a class="nhsuk-link" href=(href) { (name) } }
            @else { (name) }
            @if name != code { br; span class="kith-code" { (code) } }
        })
    }

    /// What stands in a cell that has nothing to say, in grey: "No data", "Not known".
    pub fn absent(words: &str) -> Self {
        Self::from(html! { span class="nhsuk-u-secondary-text-colour" { (words) } })
    }

    fn words(&self) -> Markup {
        let words = html! {
            (self.content)
            @if let Some(hidden) = &self.visually_hidden_text {
                span class="nhsuk-u-visually-hidden" {
                    @if !self.content.is_empty() { " " }
                    (hidden)
                }
            }
        };
        html! {
            @if let Some(href) = &self.href { a class="nhsuk-link" href=(href) { (words) } }
            @else { (words) }
        }
    }

    /// The start tag: `th` with the classes of a head, `td` with those of a cell.
    fn tag(&self, is_header: bool, format: Option<CellFormat>, align: Option<&str>) -> Element {
        let (element, class) =
            if is_header { ("th", "nhsuk-table__header") } else { ("td", "nhsuk-table__cell") };
        let numeric = (format == Some(CellFormat::Numeric)).then_some("--numeric");
        let class = Classes::new(class)
            .variant(class, numeric)
            .variant("nhsuk-u-text-align-", align)
            .variant("nhsuk-u-width-", self.width.as_deref())
            .add(&self.classes);
        Element::new(element)
            .class(class)
            .maybe("rowspan", self.rowspan.map(|rows| rows.to_string()))
            .attributes(&self.attributes)
    }

    fn span(&self, responsive: bool) -> Option<String> {
        self.colspan.filter(|_| !responsive).map(|columns| columns.to_string())
    }
}

impl Table {
    fn is_sortable(&self) -> bool {
        self.head.iter().any(|head| head.sort.is_some())
    }

    fn is_sorted_by_server(&self) -> bool {
        self.is_sortable() && self.head.iter().any(|head| head.href.is_some())
    }

    fn role(&self, role: &'static str) -> Option<&'static str> {
        self.responsive.then_some(role)
    }

    fn draw_head(&self, head: &Cell) -> Markup {
        let sort = match head.sort {
            Some(Sort::Ascending) => Some("ascending"),
            Some(Sort::Descending) => Some("descending"),
            Some(Sort::None) | None => None,
        };
        let next = head.sort_next.as_ref().filter(|_| !self.is_sorted_by_server());
        head.tag(true, head.format, head.align.as_deref())
            .attr("scope", "col")
            .maybe("role", self.role("columnheader"))
            .maybe("colspan", head.span(self.responsive))
            .flag("data-sort", head.sort.is_some())
            .maybe("data-sort-next", next)
            .maybe("aria-sort", sort)
            .around(&head.words())
    }

    fn draw_cell(&self, index: usize, cell: &Cell) -> Markup {
        let head = self.head.get(index);
        let head_format = head.and_then(|head| head.format);
        let words_among_numbers =
            cell.format == Some(CellFormat::String) && head_format == Some(CellFormat::Numeric);
        let align = match &cell.align {
            Some(align) => Some(align.as_str()),
            None if words_among_numbers => Some("right"),
            None => head.and_then(|head| head.align.as_deref()),
        };
        let is_header = index == 0 && self.first_cell_is_header;
        let heading = head.filter(|_| self.responsive);
        let words = cell.words();
        cell.tag(is_header, cell.format.or(head_format), align)
            .maybe("scope", is_header.then_some("row"))
            .maybe("role", self.role(if is_header { "rowheader" } else { "cell" }))
            .maybe("colspan", cell.span(self.responsive))
            .maybe("data-sort-value", cell.sort_value.as_ref())
            .around(&html! {
                @if let Some(heading) = heading {
                    span class="nhsuk-table__heading" aria-hidden="true" {
                        (Cell { href: None, ..heading.clone() }.words()) " "
                    }
                    @if matches!(cell.content, Content::Html(_)) { span { (words) } }
                    @else { (words) }
                } @else {
                    (words)
                }
            })
    }

    fn draw_row(&self, index: usize, row: &[Cell]) -> Markup {
        let none = Attributes::default();
        Element::new("tr")
            .class("nhsuk-table__row")
            .maybe("role", self.role("row"))
            .attributes(self.row_attributes.get(index).unwrap_or(&none))
            .around(&html! {
                @for (index, cell) in row.iter().enumerate() { (self.draw_cell(index, cell)) }
            })
    }

    fn caption_id(&self) -> Option<String> {
        let own = self.caption.id.clone();
        let Content::Text(text) = &self.caption.content else { return own };
        let of_table = self.id.as_ref().map(|id| format!("{id}-caption"));
        let of_text: String = text.replace(' ', "-").to_lowercase().chars().take(40).collect();
        own.or_else(|| {
            self.scroll.then(|| of_table.unwrap_or_else(|| format!("table-{of_text}-caption")))
        })
    }

    fn draw_caption(&self) -> Markup {
        let caption = self.caption.clone();
        let of_sorting = self.is_sortable().then(|| "Column headers are sortable".to_owned());
        let hidden = caption.visually_hidden_text.or(of_sorting).map(|words| format!("({words})"));
        let heading = Heading {
            content: caption.content,
            id: self.caption_id(),
            visually_hidden_text: hidden,
            caption: caption.caption.map(|small| Caption {
                placement: small.placement.filter(|at| *at != Placement::Before),
                ..small
            }),
            size: caption.size,
            classes: caption.classes,
            attributes: caption.attributes,
            element: Some("caption".to_owned()),
            ..Heading::default()
        };
        heading
            .named(&Naming { class: "nhsuk-table__caption", prefix: "nhsuk-table__caption--" }, 2)
    }

    fn class(&self) -> Classes {
        let borderless = self.border == Some(false);
        let last_is_bare = !borderless && self.last_row_border == Some(false);
        Classes::new("nhsuk-table")
            .when(self.variant == Some(Ground::Reverse), "nhsuk-table--reverse")
            .when(self.compact, "nhsuk-table--compact")
            .when(self.responsive, "nhsuk-table--responsive")
            .when(borderless, "nhsuk-table--no-border")
            .when(last_is_bare, "nhsuk-table--no-last-row-border")
            .when(self.is_sortable(), "nhsuk-table--sortable")
            .when(self.striped, "nhsuk-table--striped")
            .add(&self.classes)
    }

    fn draw(&self) -> Markup {
        let by_script = self.is_sortable() && !self.is_sorted_by_server();
        Element::new("table")
            .class(self.class())
            .maybe("id", self.id.as_ref())
            .maybe("data-module", by_script.then_some("nhsuk-table"))
            .maybe("role", self.role("table"))
            .attributes(&self.attributes)
            .around(&html! {
                (self.draw_caption())
                @if !self.head.is_empty() {
                    thead class="nhsuk-table__head" role=[self.role("rowgroup")] {
                        tr class="nhsuk-table__row" role=[self.role("row")] {
                            @for head in &self.head { (self.draw_head(head)) }
                        }
                    }
                }
                tbody class="nhsuk-table__body" {
                    @for (index, row) in self.rows.iter().enumerate() { (self.draw_row(index, row)) }
                }
            })
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        let mut table = self.draw();
        if self.scroll {
            table = Scroll {
                content: table.into(),
                labelled_by: self.caption_id(),
                variant: self.variant,
                ..Scroll::default()
            }
            .render();
        }
        match &self.card {
            None => table,
            Some(card) => {
                Card { description: CardDescription::from(table), ..card.clone() }.render()
            }
        }
    }
}
