// The endpoint's key: in the editor's secret store, and in the server's environment.

import * as vscode from "vscode";

const NAME = "guyline.apiKey";

/** The environment variable the server reads. */
export const VARIABLE = "GUYLINE_API_KEY";

/** The environment of the server's process, with the key if there is one. */
export async function serverEnvironment(context: vscode.ExtensionContext): Promise<NodeJS.ProcessEnv> {
  const key = await context.secrets.get(NAME);
  return key ? { ...process.env, [VARIABLE]: key } : { ...process.env };
}

/** Ask for a key and keep it; says whether one was given. */
export async function askForKey(context: vscode.ExtensionContext): Promise<boolean> {
  const key = await vscode.window.showInputBox({
    title: "Guyline: API key of the endpoint",
    prompt: "Kept in the editor's secret store.",
    password: true,
    ignoreFocusOut: true,
  });
  if (!key) return false;
  await context.secrets.store(NAME, key.trim());
  return true;
}

/** Forget the key. */
export async function forgetKey(context: vscode.ExtensionContext): Promise<void> {
  await context.secrets.delete(NAME);
}
