//! A chart or map in its four forms: drawing, table, file and sentence. Whoever cannot use one of
//! them uses another.

use maud::{Markup, html};

use crate::component::details::Details;

/// A chart or map.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its id on the page; ids of its parts begin with it.
    pub id: String,
    /// The drawing, named by the sentence.
    pub svg: Markup,
    /// What the colours mean, above the drawing.
    pub key: Markup,
    /// What belongs below the drawing: scale, source.
    pub notes: Markup,
    /// The same values as a table.
    pub table: Markup,
    /// The same values as a CSV file.
    pub csv: String,
    /// What the drawing shows, in one sentence.
    pub sentence: String,
}

/// What stands around a figure on a page.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// The heading of the figure.
    pub heading: String,
    /// How the drawing is to be read; it can be opened.
    pub how_to_read: Markup,
    /// Links and buttons above the drawing, such as those that zoom.
    pub controls: Markup,
    /// Links to files: words and address.
    pub downloads: Vec<(String, String)>,
    /// The heading of the table.
    pub table_heading: String,
}

impl Figure {
    /// The figure on a white card, and its table below.
    pub fn render(&self, frame: &Frame) -> Markup {
        let how_to_read = Details::new("How to read this", frame.how_to_read.clone());
        html! {
            figure class="kith-figure" id=(self.id) aria-labelledby={ (self.id) "-heading" } {
                h2 class="nhsuk-heading-m" id={ (self.id) "-heading" } { (frame.heading) }
                p class="kith-figure__sentence" id={ (self.id) "-sentence" } { (self.sentence) }
                (frame.controls)
                (self.key)
                (self.svg)
                (self.notes)
                @if !frame.how_to_read.0.is_empty() { (how_to_read) }
                @if !frame.downloads.is_empty() {
                    ul class="kith-downloads" aria-label="Downloads" {
                        @for (words, href) in &frame.downloads {
                            li { a class="nhsuk-link" href=(href) download { (words) } }
                        }
                    }
                }
            }
            section class="kith-figure-table" aria-labelledby={ (self.id) "-table-heading" } {
                h2 class="nhsuk-heading-m" id={ (self.id) "-table-heading" } { (frame.table_heading) }
                (self.table)
            }
        }
    }
}
