//! The binary under test as processes: commands that answer, and daemons that run until they are killed.

use serde_json::Value;
use std::{
    fs::OpenOptions,
    net::SocketAddr,
    path::Path,
    process::{ExitStatus, Stdio},
    time::Duration,
};
use tokio::process::{Child, Command};

const PATIENCE: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(20);

/// What a command answered.
#[derive(Debug)]
pub struct Answer {
    pub code: Option<i32>,
    /// Its line of JSON.
    pub value: Value,
}

impl Answer {
    pub async fn of(command: &mut Command) -> Self {
        let running = command.stdin(Stdio::null()).kill_on_drop(true).output();
        let output = tokio::time::timeout(PATIENCE, running).await;
        let output = output
            .unwrap_or_else(|_| panic!("{command:?} does not end"))
            .expect("it runs");
        let value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            let stderr = String::from_utf8_lossy(&output.stderr);
            panic!("{command:?} did not answer in one line of JSON: {error}\n{stderr}")
        });
        Self {
            code: output.status.code(),
            value,
        }
    }

    /// The answer of a command that did what it was asked.
    pub fn done(self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.value);
        self.value
    }

    /// Asserts that it failed with this exit code and these words.
    pub fn refused(self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}", self.value);
        assert_eq!(self.value["exit_code"], code, "{}", self.value);
        let error = self.value["error"].as_str().expect("a message");
        for word in words {
            assert!(error.contains(word), "no `{word}` in: {error}");
        }
    }

    /// Asserts that the transaction logged one event of this name, and returns it.
    pub fn event(&self, name: &str) -> &Value {
        let events = self.value["events"].as_array().expect("events");
        let mut named = events.iter().filter(|event| event["event"] == name);
        let event = named.next().unwrap_or_else(|| panic!("no {name} in {events:?}"));
        assert!(named.next().is_none(), "{name} twice in {events:?}");
        event
    }
}

/// A running daemon. It is killed with the value.
pub struct Daemon {
    child: Child,
    endpoint: SocketAddr,
}

impl Daemon {
    /// Starts a process that logs to the end of `log` and answers at `endpoint`.
    pub fn start(mut command: Command, log: &Path, endpoint: SocketAddr) -> Self {
        let log = OpenOptions::new().create(true).append(true).open(log);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.expect("a log"))
            .kill_on_drop(true)
            .spawn()
            .expect("it starts");
        Self { child, endpoint }
    }

    pub async fn until_healthy(&mut self) {
        let url = format!("http://{}/healthz", self.endpoint);
        let well = async {
            while !reqwest::get(&url)
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                if let Some(status) = self.child.try_wait().expect("a process") {
                    panic!("the daemon ended: {status}");
                }
                tokio::time::sleep(POLL).await;
            }
        };
        tokio::time::timeout(PATIENCE, well).await.expect("it gets well");
    }

    /// Ends it with SIGKILL, as a power cut would: nothing of it runs any more when this returns.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it was still running");
    }

    /// Waits until it ends by itself.
    pub async fn ended(mut self) -> ExitStatus {
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        ended.expect("it ends").expect("a process")
    }

    /// Value of a metric without labels.
    pub async fn metric(&self, name: &str) -> f64 {
        let url = format!("http://{}/metrics", self.endpoint);
        let answer = reqwest::get(url).await.expect("it answers");
        let text = answer.text().await.expect("text");
        let mut values = text.lines().filter_map(|line| line.strip_prefix(name));
        let value = values.find_map(|rest| rest.strip_prefix(' ')?.parse().ok());
        value.unwrap_or_else(|| panic!("no {name} in:\n{text}"))
    }
}
