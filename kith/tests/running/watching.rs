//! Watching: logs, metrics and traces tell what went on, and never about whom.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use serde_json::Value;

use crate::kith::{Kith, MANAGER, PASSWORD, Serving};

/// An NHS number, a name and an id as they could stand in addresses and forms. They are nobody's.
const NHS_NUMBER: &str = "9434765919";
const NAME: &str = "Quillfeather";
const NOTHING: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/// Asks for things with all of them in their addresses, and makes one change.
fn use_it(serving: &Serving) {
    let mut manager = serving.manager();
    for path in [
        format!("/help?nhs={NHS_NUMBER}&name={NAME}"),
        format!("/plans/{NOTHING}?name={NAME}"),
        format!("/users/{NOTHING}"),
        format!("/{NAME}/{NHS_NUMBER}"),
        format!("/organisations?at={NAME}"),
        format!("/journal?person={NHS_NUMBER}"),
    ] {
        manager.get(&path).unwrap();
    }
    manager.get("/organisations/new").unwrap();
    let typed = [("name", NAME), ("kind", "nhs-community-trust"), ("ods_code", "")];
    assert_eq!(manager.post("/organisations/new", &typed).unwrap().0, 303);
}

fn check_silent(what: &str, text: &str) {
    for word in [NHS_NUMBER, NAME, NOTHING, MANAGER, PASSWORD] {
        assert!(!text.contains(word), "{what} has {word}: {text}");
    }
}

#[test]
fn each_line_of_the_log_is_json_with_the_id_and_the_route_of_its_request() {
    let kith = Kith::new();
    let serving = kith.serve(&[]);
    use_it(&serving);
    serving.terminate();
    let (_, log) = serving.end();
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let answered: Vec<&Value> =
        lines.iter().filter(|line| line["target"] == "kith::requests").collect();
    assert!(answered.len() >= 8, "{log}");
    for line in &answered {
        assert_eq!(line["span"]["id"].as_str().unwrap().len(), 26, "{line}");
        assert!(line["status"].is_u64() && line["milliseconds"].is_u64(), "{line}");
    }
    let routes: Vec<&str> =
        answered.iter().map(|line| line["span"]["http.route"].as_str().unwrap()).collect();
    for route in ["/help", "/plans/{plan}", "/users/{user}", "nowhere", "/organisations/new"] {
        assert!(routes.contains(&route), "{route}: {routes:?}");
    }
    check_silent("the log", &log);
}

#[test]
fn metrics_are_told_by_route_on_a_port_of_their_own() {
    let kith = Kith::new();
    let serving = kith.serve(&[]);
    use_it(&serving);
    let ask = |url: &str| ureq::get(url).call().unwrap().body_mut().read_to_string().unwrap();
    let metrics = ask(&format!("{}/metrics", serving.metrics));
    for line in [
        "kith_requests_total{route=\"/plans/{plan}\",method=\"GET\",status=\"4xx\"} 1",
        "kith_requests_total{route=\"/organisations/new\",method=\"POST\",status=\"3xx\"} 1",
        "kith_requests_total{route=\"nowhere\",method=\"GET\",status=\"4xx\"} 1",
        "kith_request_seconds_bucket{route=\"/help\",method=\"GET\",le=\"+Inf\"} 1",
        "kith_jobs{state=\"waiting\"} 0",
        "kith_sessions 1",
        "kith_ready 1",
        "kith_writer_waiting 0",
    ] {
        assert!(metrics.contains(line), "{line} is missing:\n{metrics}");
    }
    for name in [
        "kith_build_info{version=",
        "kith_writer_commit_seconds_count",
        "kith_writer_batch_changes_bucket",
        "process_resident_memory_bytes",
        "process_cpu_seconds_total",
        "process_open_fds",
    ] {
        assert!(metrics.contains(name), "{name} is missing:\n{metrics}");
    }
    check_silent("the metrics", &metrics);
    assert!(ask(&format!("{}/readyz", serving.metrics)).contains("\"ready\""));
    let (status, _) = serving.browser().get("/metrics").unwrap();
    assert_eq!(status, 404, "the port of the pages has no metrics");
}

#[test]
fn traces_reach_a_collector_with_statements_and_without_values() {
    let (collector, sent) = collector();
    let kith = Kith::new();
    let serving = kith.serve(&["--traces", &format!("http://{collector}/v1/traces")]);
    use_it(&serving);
    serving.terminate();
    let (status, log) = serving.end();
    assert_eq!(status.code(), Some(0), "{log}");
    let traces: String = sent.try_iter().collect();
    for words in [
        "POST /v1/traces",
        "application/x-protobuf",
        "GET /plans/{plan}",
        "http.response.status_code",
        "SELECT",
        "INSERT INTO frame_organisation",
        "db.query.text",
    ] {
        assert!(traces.contains(words), "{words} is missing");
    }
    check_silent("the traces", &traces);
}

/// Takes what is sent to it, for as long as somebody holds the other end.
fn collector() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (hand_over, sent) = mpsc::sync_channel(1_000);
    thread::spawn(move || {
        // It ends with the process of the tests; what was sent by the end of the server is there.
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            while let Some(request) = take(&mut stream) {
                hand_over.send(request).unwrap();
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
            }
        }
    });
    (address, sent)
}

/// One request with its body, or nothing where the connection ends.
fn take(stream: &mut TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.to_lowercase();
    let length = length.split("content-length:").nth(1)?.lines().next()?.trim().parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(head + &String::from_utf8_lossy(&body))
}
