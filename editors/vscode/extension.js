// Starts `eformc lsp` and lets the editor talk to it. No build step: plain JavaScript, one dependency.
"use strict";
const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

function options() {
  const settings = vscode.workspace.getConfiguration("eformc");
  return { lang: settings.get("lang"), hover: settings.get("hover") };
}

exports.activate = async function activate(context) {
  // a workspace that is not trusted may not say which program runs
  const settings = vscode.workspace.getConfiguration("eformc");
  const [command, ...before] = vscode.workspace.isTrusted ? settings.get("command") : ["eformc"];
  const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const run = { command, args: [...before, "lsp"], transport: TransportKind.stdio, options: { cwd } };
  client = new LanguageClient("eformc", "eformc", run, {
    documentSelector: [{ scheme: "file", language: "yaml" }],
    initializationOptions: options(),
    synchronize: {
      configurationSection: "eformc",
      fileEvents: vscode.workspace.createFileSystemWatcher("**/{eformc.toml,*.eform.{yaml,yml},fragments/*.yaml,catalogue/**/*.{yaml,csv}}"),
    },
  });
  await client.start();
};

exports.deactivate = function deactivate() {
  return client?.stop();
};
