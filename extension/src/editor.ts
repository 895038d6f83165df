// The editor's problems: which documents and settings there are, and what VS Code tells of them.

import * as vscode from "vscode";
import { isServed } from "./client";
import { type Editor, Problems, type Said } from "./problems";

/** Pass on what the editor shows to be wrong, for as long as the extension is active. */
export function reportProblems(context: vscode.ExtensionContext, send: (said: Said) => void): Problems {
  const problems = new Problems(editor, send);
  context.subscriptions.push(
    vscode.languages.onDidChangeDiagnostics((event) => problems.changed(event.uris.map(String))),
    vscode.workspace.onDidOpenTextDocument((document) => problems.changed([String(document.uri)])),
    vscode.workspace.onDidCloseTextDocument((document) => problems.closed(String(document.uri))),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("guyline")) problems.everything();
    }),
  );
  return problems;
}

const editor: Editor = {
  wanted() {
    const settings = vscode.workspace.getConfiguration("guyline");
    return ["enable", "context.snippets", "context.problems"].every((name) => settings.get(name, true));
  },
  documents: () => vscode.workspace.textDocuments.filter(isServed).map((document) => String(document.uri)),
  version: (uri) => served(uri)?.version,
  diagnostics(uri) {
    const document = served(uri);
    return document === undefined ? [] : vscode.languages.getDiagnostics(document.uri);
  },
};

function served(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => isServed(document) && String(document.uri) === uri);
}
