//! Whose a session was, whether it still holds or not: for the journal, when somebody is turned away.

use kith_store::{Author, Reader, StoreError, sql};

use crate::right::Roles;
use crate::session::SecretHash;

/// Who began the session, and in which role they acted.
pub async fn session(
    reader: &mut Reader,
    hash: &SecretHash,
    roles: &Roles,
) -> Result<Option<Author>, StoreError> {
    sql("SELECT s.account, m.role, m.organisation, m.site FROM frame_session s \
         LEFT JOIN frame_membership m ON m.id = s.membership WHERE s.hash = $1")
    .bind(hash.as_str())
    .optional(reader, |row| {
        let role: Option<String> = row.get("role")?;
        let purpose =
            role.as_deref().and_then(|key| roles.find(key)).map(|role| role.purpose.key());
        Ok(Author {
            person: row.get("account")?,
            role: role.unwrap_or_default(),
            organisation: row.get::<Option<String>>("organisation")?.unwrap_or_default(),
            site: row.get::<Option<String>>("site")?.unwrap_or_default(),
            purpose: purpose.unwrap_or_default().to_owned(),
            claim: None,
        })
    })
    .await
}
