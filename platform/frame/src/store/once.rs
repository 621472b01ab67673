//! Which forms and calls have had their effect.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kith_store::{Author, Claim, Db, Fact, Reader, StoreError, Tx, sql};
use serde_json::json;

use crate::once::Answered;

/// The table of the claims.
pub const TABLE: &str = "frame_once";

/// How long an answer is kept for those who ask again.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Something that was done.
#[derive(Debug, Clone)]
pub struct Done {
    /// The digest of what was sent.
    pub content: String,
    /// What was answered, where that was noted.
    pub answer: Option<Answered>,
}

/// What was done under a key.
pub async fn find(reader: &mut Reader, key: &str) -> Result<Option<Done>, StoreError> {
    sql("SELECT content, status, location, body FROM frame_once WHERE key = $1")
        .bind(key)
        .optional(reader, |row| {
            let status: Option<u64> = row.get("status")?;
            let status = status.and_then(|status| u16::try_from(status).ok());
            let (location, body) = (row.get("location")?, row.get("body")?);
            let answer = status.map(|status| Answered { status, location, body });
            Ok(Done { content: row.get("content")?, answer })
        })
        .await
}

/// Notes what was answered, and forgets what was done more than a day ago. If the request had no
/// effect there is nothing to note, and the claim is said to be stale.
pub async fn answer(
    db: &Db,
    at: Timestamp,
    author: &Author,
    claim: Arc<Claim>,
    answered: Answered,
) -> Result<(), StoreError> {
    let author = Author { claim: None, ..author.clone() };
    db.write(at, &author, move |tx| {
        Box::pin(async move {
            note(tx, &claim, &answered).await?;
            forget(tx).await?;
            let told = json!({ "status": answered.status, "location": answered.location });
            tx.record(Fact::new("form.answer", "form", &claim.key).after(told));
            Ok(())
        })
    })
    .await
}

async fn note(tx: &mut Tx, claim: &Claim, answered: &Answered) -> Result<(), StoreError> {
    sql("UPDATE frame_once SET status = $1, location = $2, body = $3 \
         WHERE key = $4 AND attempt = $5")
    .bind(u32::from(answered.status))
    .bind(answered.location.clone())
    .bind(answered.body.clone())
    .bind(claim.key.as_str())
    .bind(claim.attempt.as_str())
    .run_expecting_one(tx, "claim", &claim.key)
    .await
}

async fn forget(tx: &mut Tx) -> Result<(), StoreError> {
    let long_ago = tx.at().checked_sub(KEPT).unwrap_or(Timestamp::MIN);
    sql("DELETE FROM frame_once WHERE at < $1").bind(long_ago).run(tx).await.map(|_| ())
}
