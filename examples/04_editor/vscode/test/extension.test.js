'use strict';

// Runs on Node alone: `vscode` and the language client are stood in for, so nothing must be installed.

const assert = require('node:assert/strict');
const Module = require('node:module');
const { beforeEach, test } = require('node:test');

const { notStarted, scorecardOf, selectorOf, serverOf } = require('../lib/settings');
const manifest = require('../package.json');

const FOLDER = { uri: { fsPath: '/srv/replies', toString: () => 'file:///srv/replies' } };
let world; // what the stubs were told
let extension;

class LanguageClient {
  constructor(id, name, server, options) {
    Object.assign(this, { id, name, server, options, calls: [] });
    this.code2ProtocolConverter = { asUri: (uri) => uri.toString() };
    world.clients.push(this);
  }

  async start() {
    this.calls.push('start');
    if (world.startFails) throw new Error('spawn replylint ENOENT');
  }

  async stop() {
    this.calls.push('stop');
    if (world.stopFails) throw new Error('the client is not running');
  }
}

const listener = (name) => (callback) => {
  world.listeners[name] = callback;
  return { dispose() {} };
};

const vscode = {
  ViewColumn: { Beside: -2 },
  commands: {
    registerCommand: (name, callback) => {
      world.commands[name] = callback;
      return { dispose() {} };
    },
    executeCommand: (name, ...args) => {
      // as the language client does it: the server's commands go through the middleware
      const { executeCommand } = world.clients.at(-1).options.middleware;
      return executeCommand(name, args, async (command, given) => {
        world.sent.push([command, given]);
        return world.answer;
      });
    },
  },
  window: {
    get activeTextEditor() {
      return world.editor;
    },
    createOutputChannel: () => ({ clear: () => (world.lines = []), appendLine: (line) => world.lines.push(line), show: () => (world.isShown = true), dispose() {} }),
    showErrorMessage: (text) => world.messages.push(text),
    showInformationMessage: (text) => world.messages.push(text),
    showTextDocument: async (document) => world.pages.push(document.content),
  },
  workspace: {
    workspaceFolders: [FOLDER],
    getConfiguration: () => ({ get: (name) => world.settings[name] }),
    onDidChangeConfiguration: listener('configuration'),
    onDidGrantWorkspaceTrust: listener('trust'),
    openTextDocument: async (options) => options,
  },
};

beforeEach(async () => {
  const properties = manifest.contributes.configuration.properties;
  const settings = Object.fromEntries(Object.entries(properties).map(([name, property]) => [name.replace('replylint.', ''), property.default]));
  world = { clients: [], commands: {}, listeners: {}, lines: [], messages: [], pages: [], sent: [], settings };
  const file = require.resolve('../extension');
  delete require.cache[file];
  const load = Module._load;
  Module._load = (name, ...rest) => (name === 'vscode' ? vscode : name === 'vscode-languageclient/node' ? { LanguageClient } : load(name, ...rest));
  try {
    extension = require(file);
  } finally {
    Module._load = load;
  }
});

async function activated() {
  const context = { subscriptions: [] };
  await extension.activate(context);
  return context;
}

test('it starts the server of the settings in the folder of the workspace', async () => {
  world.settings.path = '${workspaceFolder}/.venv/bin/replylint';
  world.settings.args = ['--config', '${workspaceFolder}/team.yaml'];
  world.settings.profile = ' chat ';
  await activated();
  const [client] = world.clients;
  assert.deepEqual(client.calls, ['start']);
  assert.equal(client.server.command, '/srv/replies/.venv/bin/replylint');
  assert.deepEqual(client.server.args, ['lsp', '--profile', 'chat', '--config', '/srv/replies/team.yaml']);
  assert.deepEqual(client.server.options, { cwd: '/srv/replies' });
});

test('it tells the server of saved and unsaved documents of all its languages', async () => {
  await activated();
  const selector = world.clients[0].options.documentSelector;
  for (const language of ['markdown', 'json', 'yaml', 'html', 'plaintext']) {
    assert.ok(selector.some((filter) => filter.language === language && filter.scheme === 'file'));
    assert.ok(selector.some((filter) => filter.language === language && filter.scheme === 'untitled'));
  }
  assert.ok(!selector.some((filter) => filter.scheme === 'git'), 'the other side of a comparison is not checked');
});

test('every language that it is activated for is told to the server', () => {
  const activated = manifest.activationEvents.filter((event) => event.startsWith('onLanguage:')).map((event) => event.slice('onLanguage:'.length));
  assert.deepEqual(activated, manifest.contributes.configuration.properties['replylint.languages'].default);
});

test('every command of the manifest is there', async () => {
  await activated();
  assert.deepEqual(Object.keys(world.commands).sort(), manifest.contributes.commands.map((command) => command.command).sort());
});

test('a server that is not installed is told with what to do', async () => {
  world.startFails = true;
  await activated();
  assert.match(world.messages[0], /ENOENT.*pip install 'replylint\[lsp\]'/);
  await world.commands['replylint.showScore']();
  assert.equal(world.messages[1], 'The server of replylint is not running.');
});

test('restarting stops the old server before it starts a new one', async () => {
  await activated();
  await world.commands['replylint.restart']();
  assert.deepEqual(world.clients.map((client) => client.calls), [['start', 'stop'], ['start']]);
});

test('a server that has died is restarted', async () => {
  await activated();
  world.stopFails = true;
  await world.commands['replylint.restart']();
  assert.deepEqual(world.clients[1].calls, ['start']);
});

test('restarts that come at once leave one server', async () => {
  await activated();
  await Promise.all([world.commands['replylint.restart'](), world.commands['replylint.restart']()]);
  assert.deepEqual(world.clients.map((client) => client.calls.at(-1)), ['stop', 'stop', 'start']);
});

test('only its own settings restart it', async () => {
  await activated();
  await world.listeners.configuration({ affectsConfiguration: () => false });
  assert.equal(world.clients.length, 1);
  await world.listeners.configuration({ affectsConfiguration: (name) => name === 'replylint' });
  assert.equal(world.clients.length, 2);
});

test('the score of the draft is shown in the output', async () => {
  await activated();
  world.editor = { document: { uri: { toString: () => 'file:///srv/replies/a.md' } } };
  world.answer = { drafts: [{ line: 3, scorecard: 'replylint: 52/100\n✗ alternatives: unmet' }], failures: [] };
  await world.commands['replylint.showScore']();
  assert.deepEqual(world.sent, [['replylint.score', [{ uri: 'file:///srv/replies/a.md', show: false }]]]);
  assert.deepEqual(world.lines, ['line 3: replylint: 52/100\n✗ alternatives: unmet']);
  assert.ok(world.isShown);
});

test('without a draft nothing is asked', async () => {
  await activated();
  await world.commands['replylint.showScore']();
  assert.deepEqual([world.sent, world.messages], [[], ['Open a draft first.']]);
});

test('what the server refuses is told', async () => {
  await activated();
  world.editor = { document: { uri: { toString: () => 'file:///srv/replies/a.py' } } };
  world.clients[0].options.middleware.executeCommand = async () => {
    throw new Error('replylint.score: this document is not open');
  };
  await world.commands['replylint.showScore']();
  assert.deepEqual(world.messages, ['replylint.score: this document is not open']);
});

test("a rule's page is opened beside the draft", async () => {
  await activated();
  world.answer = '# ALT001 missing-alternative';
  await vscode.commands.executeCommand('replylint.explain', { code: 'ALT001', show: true });
  assert.deepEqual(world.pages, ['# ALT001 missing-alternative']);
});

test('a command of another kind goes through as it is', async () => {
  await activated();
  world.answer = { drafts: [], failures: [] };
  const answer = await vscode.commands.executeCommand('replylint.score', 'file:///srv/replies/a.md');
  assert.deepEqual([answer, world.sent, world.lines], [world.answer, [['replylint.score', ['file:///srv/replies/a.md']]], []]);
});

test('deactivating stops the server', async () => {
  await activated();
  await extension.deactivate();
  assert.deepEqual(world.clients[0].calls, ['start', 'stop']);
});

test('settings without values are the defaults', () => {
  assert.deepEqual(serverOf(() => undefined, undefined), { command: 'replylint', args: ['lsp'] });
  assert.deepEqual(selectorOf([]), []);
});

test('what could not be judged is in the scorecard', () => {
  assert.equal(scorecardOf({ drafts: [], failures: [{ line: 2, message: 'is not valid JSON' }] }), 'line 2: not judged: is not valid JSON');
  assert.equal(scorecardOf({ drafts: [], failures: [] }), 'replylint found no reply here.');
});

test('a fault without a message is told as it is', () => {
  assert.match(notStarted('replylint', 'gone'), /\(replylint\): gone\./);
});
