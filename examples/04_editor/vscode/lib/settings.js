'use strict';

// What the settings say, as the options of the server. Knows nothing of VS Code, so that it can be tested without.

/** The program, its arguments and the languages. `read(name)` gives a setting, `folder` is that of the workspace, if there is one. */
function serverOf(read, folder) {
  const profile = (read('profile') || '').trim();
  return {
    command: inFolder((read('path') || '').trim() || 'replylint', folder),
    args: ['lsp', ...(profile ? ['--profile', profile] : []), ...(read('args') || []).map((argument) => inFolder(argument, folder))],
  };
}

function inFolder(text, folder) {
  return folder ? text.replaceAll('${workspaceFolder}', folder) : text;
}

/** The documents that the server is told of: those of these languages that have a file or are not saved yet. */
function selectorOf(languages) {
  return languages.flatMap((language) => ['file', 'untitled'].map((scheme) => ({ language, scheme })));
}

/** What to tell an author whose server did not start. */
function notStarted(command, error) {
  return `replylint could not be started (${command}): ${error && error.message ? error.message : error}. ` +
    "Install it with: pip install 'replylint[lsp]', and give its place as replylint.path if it is not on the path.";
}

/** The scorecards of a document as text, the draft that was asked for alone. */
function scorecardOf(answer) {
  const cards = answer.drafts.map((draft) => `line ${draft.line}: ${draft.scorecard}`);
  const failures = answer.failures.map((failure) => `${failure.line ? `line ${failure.line}: ` : ''}not judged: ${failure.message}`);
  return [...cards, ...failures].join('\n\n') || 'replylint found no reply here.';
}

module.exports = { serverOf, selectorOf, notStarted, scorecardOf };
