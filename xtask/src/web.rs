//! `cargo xtask web`: the web app and what it is made of.

use std::{ffi::OsString, process::Command};

use anyhow::Result;

use crate::{
    binaries::CLI,
    process,
    sbf::Route,
    setup::{self, Purpose},
    wasm,
    workspace::Workspace,
};

/// Where Debian puts its Chromium.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Installs what is missing and builds the app into app/web/dist.
pub fn build(workspace: &Workspace) -> Result<()> {
    prepare(workspace)?;
    process::run(&mut npm(workspace, "build"))?;
    Ok(())
}

/// Serves the app's sources, rebuilt as they change. There is no local chain behind it: choose a cluster in the app.
pub fn develop(workspace: &Workspace) -> Result<()> {
    prepare(workspace)?;
    process::run(npm(workspace, "dev").args(["-w", "web"]))?;
    Ok(())
}

fn prepare(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Route::choose(), Purpose::Web)?;
    wasm::build(workspace)?;
    Ok(())
}

/// A script of the app's.
pub fn npm(workspace: &Workspace, script: &str) -> Command {
    let mut command = setup::npm(workspace);
    command.args(["run", "--silent", script]);
    command
}

/// Types, lint and formatting of everything in app.
pub fn check(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Route::choose(), Purpose::Web)?;
    process::run(&mut npm(workspace, "check"))?;
    Ok(())
}

/// Measures the app as it is served.
pub fn bench(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    build(workspace)?;
    process::run(in_browser(workspace, "bench")?.arg("--").args(arguments))?;
    Ok(())
}

/// The test runs of the app, each of which prints lines like cargo's: in Node, and in a browser against a real chain.
pub fn tests(workspace: &Workspace) -> Result<[Command; 2]> {
    Ok([npm(workspace, "test"), in_browser(workspace, "e2e")?])
}

/// A script that starts a chain and a browser.
fn in_browser(workspace: &Workspace, script: &str) -> Result<Command> {
    let assay = CLI.build(workspace)?;
    let mut command = npm(workspace, script);
    command.env("ASSAY_BIN", assay).env("CHROMIUM", CHROMIUM);
    Ok(command)
}
