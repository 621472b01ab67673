//! With what people can sign in, as the store has it.

use kith_store::{Reader, Row, StoreError, sql};
use kith_terms::Id;

use crate::account::Account;
use crate::ways_in::WaysIn;

/// The columns of an account `a` that [`ways_in`] reads.
pub(super) const COLUMNS: &str = "a.password, \
     (SELECT COUNT(*) FROM frame_code_app c \
      WHERE c.account = a.id AND c.removed_at IS NULL) AS apps, \
     (SELECT COUNT(*) FROM frame_passkey p \
      WHERE p.account = a.id AND p.removed_at IS NULL) AS passkeys, \
     (SELECT COUNT(*) FROM frame_identity i \
      WHERE i.account = a.id AND i.ended_at IS NULL) AS links";

pub(super) fn ways_in(row: &Row) -> Result<WaysIn, StoreError> {
    let password: String = row.get("password")?;
    Ok(WaysIn {
        password: !password.is_empty(),
        code_app: row.get::<u64>("apps")? > 0,
        passkeys: row.get("passkeys")?,
        links: row.get("links")?,
    })
}

/// With what the owner of an account can sign in, whether it is open or closed.
pub async fn of_account(reader: &mut Reader, id: Id<Account>) -> Result<WaysIn, StoreError> {
    sql(format!("SELECT {COLUMNS} FROM frame_account a WHERE a.id = $1"))
        .bind(id)
        .one(reader, ways_in)
        .await
}
