//! Whose the rows of a table are, and which of its columns are secret: what goes along when an
//! organisation leaves, and what must not be seen.
//!
//! Each table of the program stands in the `tables` of one module. One that does not fails a test, so that
//! nobody's records are forgotten when they leave.

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Whose its rows are.
    pub belongs: Belongs,
    /// The columns that hold secrets, such as the hash of a password.
    pub secret: &'static [&'static str],
    /// Columns whose names sound like a secret and which hold none.
    pub open: &'static [&'static str],
}

/// Whose the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    /// The organisation's whose id is in this column.
    To(&'static str),
    /// The organisation's for which the thing was made, as the journal tells: the action is `by`, and
    /// the thing's id is in the column `id`.
    Made {
        /// The column of the thing's id.
        id: &'static str,
        /// What was done when it came into being.
        by: &'static str,
    },
    /// Those of a row of another table that goes along: `column` here is `key` there.
    With {
        /// The column here.
        column: &'static str,
        /// The other table.
        table: &'static str,
        /// The column there.
        key: &'static str,
    },
    /// Nobody's who could leave, and why.
    Stays(&'static str),
}

impl Table {
    /// A table without secrets.
    pub const fn new(name: &'static str, belongs: Belongs) -> Self {
        Self { name, belongs, secret: &[], open: &[] }
    }

    /// The condition for the rows of the organisation `$1`. None: no row goes along.
    pub fn condition(&self, tables: &[&Self]) -> Option<String> {
        match self.belongs {
            Belongs::To(column) => Some(format!("{column} = $1")),
            Belongs::Made { id, by } => Some(format!(
                "{id} IN (SELECT subject_id FROM journal WHERE organisation = $1 AND action = '{by}')"
            )),
            Belongs::With { column, table, key } => {
                let other = tables.iter().find(|other| other.name == table)?;
                let condition = other.condition(tables)?;
                Some(format!("{column} IN (SELECT {key} FROM {table} WHERE {condition})"))
            }
            Belongs::Stays(_) => None,
        }
    }
}

/// By what people prove who they are.
const PROOF: Belongs = Belongs::Stays("it proves who somebody is to this copy of Kith alone");

/// The tables of the frame and those of the store below it.
pub(crate) const OURS: &[Table] = &[
    Table::new("frame_organisation", Belongs::To("id")),
    Table::new("frame_membership", Belongs::To("organisation")),
    Table {
        secret: &["password"],
        ..Table::new(
            "frame_account",
            Belongs::With { column: "id", table: "frame_membership", key: "account" },
        )
    },
    Table {
        secret: &["hash", "form_key"],
        ..Table::new("frame_session", Belongs::Stays("a session is of this copy of Kith alone"))
    },
    Table { secret: &["hash"], ..Table::new("frame_invitation", PROOF) },
    Table { secret: &["secret"], ..Table::new("frame_code_app", PROOF) },
    Table { secret: &["hash"], ..Table::new("frame_recovery_code", PROOF) },
    // What is kept of a passkey is public: its secret never leaves the person's device.
    Table { open: &["credential", "key"], ..Table::new("frame_passkey", PROOF) },
    Table::new(
        "frame_identity",
        Belongs::With { column: "account", table: "frame_membership", key: "account" },
    ),
    Table::new("frame_job", Belongs::To("organisation")),
    Table {
        open: &["key"],
        ..Table::new(
            "frame_once",
            Belongs::Stays("it holds for a day which forms had their effect"),
        )
    },
    Table {
        // It binds entries together and opens nothing.
        open: &["hash"],
        ..Table::new("journal", Belongs::To("organisation"))
    },
    Table {
        open: &["hash"],
        ..Table::new("journal_head", Belongs::Stays("the end of the chain is everyone’s"))
    },
    Table {
        open: &["hash"],
        ..Table::new("migration", Belongs::Stays("how the tables were built, not what is in them"))
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_goes_along_with_the_one_it_belongs_to() {
        const MARK: Table =
            Table::new("mark", Belongs::With { column: "load", table: "load", key: "id" });
        const LOAD: Table = Table::new("load", Belongs::Made { id: "id", by: "load.arrive" });
        const STAYS: Table = Table::new("clock", Belongs::Stays("it is on the wall"));
        const HAND: Table =
            Table::new("hand", Belongs::With { column: "clock", table: "clock", key: "id" });
        let tables = [&MARK, &LOAD, &STAYS, &HAND];
        let made = "id IN (SELECT subject_id FROM journal WHERE organisation = $1 AND action = 'load.arrive')";
        for (table, expected) in [
            (LOAD, Some(made.to_owned())),
            (MARK, Some(format!("load IN (SELECT id FROM load WHERE {made})"))),
            (STAYS, None),
            (HAND, None),
            (Table::new("role", Belongs::To("organisation")), Some("organisation = $1".to_owned())),
        ] {
            assert_eq!(table.condition(&tables), expected, "{}", table.name);
        }
    }
}
