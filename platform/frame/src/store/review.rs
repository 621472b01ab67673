//! What the store knows of accounts that somebody should look at.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_store::{Reader, StoreError, sql};
use kith_terms::Id;

use crate::account::Account;
use crate::clock::date_in_england;
use crate::review::Looked;
use crate::store::ways_in;

/// All open accounts, by name.
pub async fn open_accounts(reader: &mut Reader, today: Date) -> Result<Vec<Looked>, StoreError> {
    let mut roles = roles(reader, today).await?;
    let mut all = sql(format!(
        "SELECT a.id, a.name, {}, \
         (SELECT MAX(s.began_at) FROM frame_session s WHERE s.account = a.id) AS used, \
         (SELECT MIN(m.recorded_at) FROM frame_membership m WHERE m.account = a.id) AS opened \
         FROM frame_account a WHERE a.standing = 'open' ORDER BY a.name, a.id",
        ways_in::COLUMNS
    ))
    .all(reader, |row| {
        let moments: [Option<Timestamp>; 2] = [row.get("used")?, row.get("opened")?];
        Ok(Looked {
            id: row.get("id")?,
            name: row.get("name")?,
            used: moments.into_iter().flatten().next().map_or(today, date_in_england),
            roles: Vec::new(),
            password_only: ways_in::ways_in(row)?.is_password_only(),
        })
    })
    .await?;
    for one in &mut all {
        one.roles = roles.remove(&one.id.to_string()).unwrap_or_default();
    }
    Ok(all)
}

/// The last days of the roles of today and later, by account.
async fn roles(
    reader: &mut Reader,
    today: Date,
) -> Result<HashMap<String, Vec<Option<Date>>>, StoreError> {
    let rows = sql("SELECT account, valid_to FROM frame_membership \
                    WHERE superseded_at IS NULL AND (valid_to IS NULL OR valid_to > $1)")
    .bind(today)
    .all(reader, |row| {
        let account: Id<Account> = row.get("account")?;
        let until: Option<Date> = row.get("valid_to")?;
        Ok((account.to_string(), until.and_then(|until| until.yesterday().ok())))
    })
    .await?;
    let mut by_account: HashMap<String, Vec<Option<Date>>> = HashMap::new();
    for (account, last) in rows {
        by_account.entry(account).or_default().push(last);
    }
    Ok(by_account)
}
