// Pages that the server has written, shown as previews.

import * as vscode from "vscode";

const SCHEME = "guyline-page";
const MOST_PAGES = 20;

/** The last few pages. */
export class Pages implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(context: vscode.ExtensionContext) {
    context.subscriptions.push(this.changed, vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? "This page is gone. Ask for it again.\n";
  }

  /** Show a page beside the text; one of the same name takes the place of the older one. */
  async open(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md` });
    this.texts.delete(uri.path);
    this.texts.set(uri.path, text);
    for (const old of [...this.texts.keys()].slice(0, -MOST_PAGES)) this.texts.delete(old);
    this.changed.fire(uri);
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  }
}
