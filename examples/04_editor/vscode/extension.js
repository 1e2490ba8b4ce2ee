'use strict';

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');
const { notStarted, scorecardOf, selectorOf, serverOf } = require('./lib/settings');

const SCORE = 'replylint.score'; // the server's command; the client registers it
const EXPLAIN = 'replylint.explain';

let client;
let output;
let turn = Promise.resolve(); // starts and stops come one after the other

async function activate(context) {
  output = vscode.window.createOutputChannel('replylint');
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand('replylint.showScore', showScore),
    vscode.commands.registerCommand('replylint.restart', restart),
    vscode.workspace.onDidChangeConfiguration((event) => (event.affectsConfiguration('replylint') ? restart() : undefined)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart()),
  );
  await restart();
}

async function deactivate() {
  turn = turn.then(stop);
  await turn;
}

function restart() {
  turn = turn.then(stop).then(start);
  return turn;
}

async function start() {
  const folder = vscode.workspace.workspaceFolders && vscode.workspace.workspaceFolders[0];
  const settings = vscode.workspace.getConfiguration('replylint', folder && folder.uri);
  const server = serverOf((name) => settings.get(name), folder && folder.uri.fsPath);
  const options = {
    documentSelector: selectorOf(settings.get('languages') || []),
    outputChannel: output,
    middleware: { executeCommand },
  };
  client = new LanguageClient('replylint', 'replylint', { ...server, options: folder && { cwd: folder.uri.fsPath } }, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    vscode.window.showErrorMessage(notStarted(server.command, error));
  }
}

async function stop() {
  const old = client;
  client = undefined;
  if (old) {
    await old.stop().catch(() => undefined); // one that has died has nothing to stop
  }
}

/** The server's answers are shown here, and not by messages of the server. */
async function executeCommand(command, args, next) {
  const [given] = args;
  const asked = given && typeof given === 'object' && given.show ? [{ ...given, show: false }] : args;
  const answer = await next(command, asked);
  if (answer && given && given.show && command === SCORE) {
    output.clear();
    output.appendLine(scorecardOf(answer));
    output.show(true);
  }
  if (answer && given && given.show && command === EXPLAIN) {
    const page = await vscode.workspace.openTextDocument({ language: 'markdown', content: answer });
    await vscode.window.showTextDocument(page, { preview: true, viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  }
  return answer;
}

async function showScore() {
  const editor = vscode.window.activeTextEditor;
  if (!client || !editor) {
    vscode.window.showInformationMessage(client ? 'Open a draft first.' : 'The server of replylint is not running.');
    return;
  }
  try {
    const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
    await vscode.commands.executeCommand(SCORE, { uri, show: true });
  } catch (error) {
    vscode.window.showErrorMessage(error.message);
  }
}

module.exports = { activate, deactivate };
