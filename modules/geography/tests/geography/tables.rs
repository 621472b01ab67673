//! The migration and the tables of the feeds say the same.

use kith_geography::feeds::tables::TABLES;

#[test]
fn each_table_has_the_columns_and_the_key_that_the_migration_gives_it() {
    let sql = [
        include_str!("../../migrations/0001-place.sql"),
        include_str!("../../migrations/0003-sites.sql"),
    ]
    .concat();
    for table in TABLES {
        let start = sql.find(&format!("CREATE TABLE {} (", table.name)).expect(table.name);
        let body: Vec<&str> =
            sql[start..].lines().skip(1).take_while(|line| *line != ");").collect();
        let columns: Vec<&str> = body
            .iter()
            .map(|line| line.trim())
            .filter(|line| !line.starts_with("--") && !line.starts_with("PRIMARY KEY"))
            .filter_map(|line| line.split(' ').next())
            .collect();
        assert_eq!(columns[0], "load", "{}", table.name);
        assert_eq!(columns[1..], *table.columns, "{}", table.name);
        let key = format!("PRIMARY KEY (load, {})", table.key.join(", "));
        assert!(body.iter().any(|line| line.trim() == key), "{}: {key}", table.name);
    }
}
