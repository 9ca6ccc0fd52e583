//! `cargo xtask web`: the web app and what it is made of.

use std::process::Command;

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

/// The test runs of the app, each of which prints lines like cargo's: in Node, and in a browser against a real chain.
pub fn tests(workspace: &Workspace) -> Result<[Command; 2]> {
    let assay = CLI.build(workspace)?;
    let mut browser = npm(workspace, "e2e");
    browser.env("ASSAY_BIN", assay).env("CHROMIUM", CHROMIUM);
    Ok([npm(workspace, "test"), browser])
}
