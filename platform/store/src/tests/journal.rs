use jiff::ToSpan;

use super::{ann, fresh, make_plan, now};
use crate::journal::{Filter, search, since};
use crate::{Author, Fact};

#[tokio::test]
async fn an_entry_says_who_did_what_to_what_and_why() {
    for db in fresh().await {
        let read = Fact::new("record.read", "record", "r1").about("01J9PAT");
        db.note_reads(now(), &ann(), vec![read]).await.unwrap();
        let entries = since(&mut db.read().await.unwrap(), 0, 10).await.unwrap();
        let entry = &entries[0];
        assert_eq!((entry.seq, entry.action.as_str()), (1, "record.read"));
        assert_eq!((entry.subject.kind.as_str(), entry.subject.id.as_str()), ("record", "r1"));
        assert_eq!((&entry.author, entry.about.as_deref()), (&ann(), Some("01J9PAT")));
        assert_eq!(entry.at.to_string(), "2026-11-21T20:05:20.123456Z");
        assert_eq!((&entry.before, &entry.after), (&None, &None));
    }
}

#[tokio::test]
async fn each_condition_of_a_search_narrows_it() {
    for db in fresh().await {
        make_plan(&db, "a_1".into()).await.unwrap();
        make_plan(&db, "ab1".into()).await.unwrap();
        let later = now() + 1.hour();
        let fact = Fact::new("record.read", "record", "r1").about("01J9PAT");
        db.note_reads(later, &Author::system("nightly load"), vec![fact]).await.unwrap();
        let some = |text: &str| Some(text.to_owned());
        let searches = [
            (Filter::default(), vec![3, 2, 1]),
            (Filter { text: some("FIRST d"), ..Filter::default() }, vec![2, 1]),
            (Filter { text: some("A_1"), ..Filter::default() }, vec![1]),
            (Filter { text: some("%"), ..Filter::default() }, vec![]),
            (Filter { action: some("plan.make"), ..Filter::default() }, vec![2, 1]),
            (Filter { action: some("record."), ..Filter::default() }, vec![3]),
            (Filter { action: some("plan"), ..Filter::default() }, vec![]),
            (Filter { kind: some("plan"), subject: some("ab1"), ..Filter::default() }, vec![2]),
            (Filter { person: some("system"), ..Filter::default() }, vec![3]),
            (Filter { organisation: some("QNC"), ..Filter::default() }, vec![2, 1]),
            (Filter { about: some("01J9PAT"), ..Filter::default() }, vec![3]),
            (Filter { from: Some(later), ..Filter::default() }, vec![3]),
            (Filter { until: Some(later), ..Filter::default() }, vec![2, 1]),
        ];
        let mut reader = db.read().await.unwrap();
        for (filter, expected) in searches {
            let page = search(&mut reader, &filter, 1).await.unwrap();
            let found: Vec<i64> = page.items.iter().map(|entry| entry.seq).collect();
            assert_eq!(found, expected, "{filter:?}");
            assert_eq!(page.total, u64::try_from(expected.len()).unwrap());
        }
    }
}

#[tokio::test]
async fn what_does_not_fit_on_a_page_is_on_the_next() {
    for db in fresh().await {
        let facts = (0..120).map(|number| Fact::new("record.read", "record", number)).collect();
        db.note_reads(now(), &ann(), facts).await.unwrap();
        let mut reader = db.read().await.unwrap();
        let mut seen = Vec::new();
        for (number, many) in [(1, 50), (2, 50), (3, 20), (4, 0)] {
            let page = search(&mut reader, &Filter::default(), number).await.unwrap();
            assert_eq!((page.items.len(), page.pages, page.total), (many, 3, 120));
            seen.extend(page.items.iter().map(|entry| entry.seq));
        }
        assert!(seen.into_iter().eq((1..=120).rev()));
    }
}
