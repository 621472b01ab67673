//! SQLite or PostgreSQL behind one Db: transactions, migrations, the journal.

mod value;

pub use value::Value;
