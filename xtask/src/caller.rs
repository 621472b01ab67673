//! Somebody who asks for pages and keeps cookies: as little of a browser as the figures need.

use std::collections::BTreeMap;
use std::io::Read;

use anyhow::{Context, ensure};
use ureq::http::Response;
use ureq::{Agent, Body};

/// A caller of one server.
pub(crate) struct Caller {
    agent: Agent,
    address: String,
    jar: BTreeMap<String, String>,
}

/// An answer: its status and its bytes as they came over the line.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Caller {
    /// A caller of the server at `address`, such as `127.0.0.1:8420`.
    pub(crate) fn new(address: &str) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        Self { agent: config.into(), address: address.to_owned(), jar: BTreeMap::new() }
    }

    /// Asks for a page, packed if it can be.
    pub(crate) fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.ask(path, "br, gzip")
    }

    /// Asks for a page as text.
    pub(crate) fn text(&mut self, path: &str) -> anyhow::Result<String> {
        Ok(String::from_utf8(self.ask(path, "identity")?.body)?)
    }

    fn ask(&mut self, path: &str, encoding: &str) -> anyhow::Result<Answer> {
        let url = format!("http://{}{path}", self.address);
        let request = self.agent.get(url).header("accept-encoding", encoding);
        let response = request.header("cookie", self.cookies()).call()?;
        self.take(response)
    }

    /// Signs in.
    pub(crate) fn sign_in(&mut self, name: &str, password: &str) -> anyhow::Result<()> {
        let page = self.text("/sign-in")?;
        let key =
            between(&page, "name=\"form_key\" value=\"", "\"").context("a form key")?.to_owned();
        let url = format!("http://{}/sign-in", self.address);
        let request = self.agent.post(url).header("cookie", self.cookies());
        let form = [("form_key", key.as_str()), ("sign_in_name", name), ("password", password)];
        let response = request.send_form(form)?;
        let answer = self.take(response)?;
        ensure!(answer.status == 303, "signing in is answered with {}", answer.status);
        Ok(())
    }

    /// Sends a form; gives back the status of the answer.
    pub(crate) fn send(&mut self, path: &str, form: &[(String, String)]) -> anyhow::Result<u16> {
        let url = format!("http://{}{path}", self.address);
        let request = self.agent.post(url).header("cookie", self.cookies());
        let fields = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let response = request.send_form(fields)?;
        Ok(self.take(response)?.status)
    }

    fn cookies(&self) -> String {
        let pairs: Vec<String> =
            self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn take(&mut self, mut response: Response<Body>) -> anyhow::Result<Answer> {
        for line in response.headers().get_all("set-cookie") {
            let pair = line.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let mut body = Vec::new();
        response.body_mut().as_reader().read_to_end(&mut body)?;
        Ok(Answer { status: response.status().as_u16(), body })
    }
}

/// What stands between two texts.
pub(crate) fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}
