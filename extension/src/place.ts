// Where the cursor is, as the server is told of it.

import * as vscode from "vscode";
import { isServed } from "./client";

/** A place in one version of a document. */
export interface Place {
  readonly uri: string;
  readonly version: number;
  readonly position: { readonly line: number; readonly character: number };
}

/** The cursor's place in a Python document; tells the person where there is none. */
export function place(): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isServed(editor.document)) {
    void vscode.window.showInformationMessage("Guyline: put the cursor into a Python function first.");
    return undefined;
  }
  const { line, character } = editor.selection.active;
  return { uri: String(editor.document.uri), version: editor.document.version, position: { line, character } };
}
