//! Help and the accessibility statement: for everyone, signed in or not.

use kith_design::html;

use crate::page::Page;

/// Help.
pub async fn help() -> Page {
    let main = html! {
        h1 class="nhsuk-heading-l" { "Help" }
        h2 class="nhsuk-heading-m" { "Where a figure comes from" }
        p { "Every figure has a link or a part called “How this was made” beside it. It names the \
             files, the day they speak of and the rule that was used." }
        h2 class="nhsuk-heading-m" { "Why you cannot see something" }
        p { "What you may see depends on your role. Where you are refused, the page names the right \
             that you lack and the roles that have it. You can change your role at the top of the \
             page if you hold more than one." }
        h2 class="nhsuk-heading-m" { "Keyboard" }
        p { "Everything works with Tab, Shift and Tab, Enter and the space bar. The first link on \
             each page skips to its main part. Under each map is a table with the same areas." }
        h2 class="nhsuk-heading-m" { "Without JavaScript" }
        p { "Everything works without JavaScript. With it, progress is shown without loading the \
             page again." }
    };
    Page::new("Help", main).under("Help", "/help")
}

/// The accessibility statement.
pub async fn accessibility() -> Page {
    let main = html! {
        h1 class="nhsuk-heading-l" { "Accessibility statement" }
        p { "Kith is built to meet the Web Content Accessibility Guidelines version 2.2 at level AA. \
             Every page is tested on each change with axe at 320 and 1,280 pixels, by keyboard and \
             without JavaScript." }
        h2 class="nhsuk-heading-m" { "What is not tested" }
        p { "Kith has not yet been tested with people who use screen readers, voice control or \
             switches, nor audited by an outside body." }
        h2 class="nhsuk-heading-m" { "Tell us" }
        p { "If you cannot use a page, tell your system administrator, who can report it to the \
             project." }
    };
    Page::new("Accessibility statement", main).under("Accessibility", "/accessibility")
}
