// Guyline's own Python environment: made once, with the person's consent, whole or not at all.

import { spawn } from "node:child_process";
import { promises as fs } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { findPython } from "./python";

/** What to run as the server. */
export interface Server {
  readonly command: string;
  readonly args: readonly string[];
}

/** The server to run; undefined when the person declined or there is no Python. */
export async function findServer(context: vscode.ExtensionContext): Promise<Server | undefined> {
  const settings = vscode.workspace.getConfiguration("guyline");
  const level = settings.get("log.level", "info");
  const args = ["serve", "--log-level", level];
  const own = settings.get("server.path", "");
  if (own) return { command: own, args };
  const python = await environment(context);
  return python === undefined ? undefined : { command: python, args: ["-m", "guyline", ...args] };
}

async function environment(context: vscode.ExtensionContext): Promise<string | undefined> {
  const version = String(context.extension.packageJSON.version);
  const folder = path.join(context.globalStorageUri.fsPath, `env-${version}`);
  const python = interpreterOf(folder);
  if (await exists(python)) return python;
  const base = await findPython([vscode.workspace.getConfiguration("guyline").get("server.python", "")]);
  if (!base) {
    await complain("Guyline needs Python 3.11 or newer with venv. Install one, or set guyline.server.python.");
    return undefined;
  }
  const yes = "Create Environment";
  const asked = `Guyline needs a Python environment of its own (about 150 MB, with ${base}). Create it?`;
  if ((await vscode.window.showInformationMessage(asked, yes, "Not Now")) !== yes) return undefined;
  try {
    await create(context, base, folder);
    return python;
  } catch (error) {
    if (!(error instanceof vscode.CancellationError)) {
      await complain(`The environment was not made: ${error instanceof Error ? error.message : error}`);
    }
    return undefined;
  }
}

async function create(context: vscode.ExtensionContext, base: string, folder: string): Promise<void> {
  const wheel = await bundledWheel(context);
  const draft = `${folder}.${process.pid}`;
  const options = { location: vscode.ProgressLocation.Notification, title: "Guyline", cancellable: true };
  await vscode.window.withProgress(options, async (progress, cancel) => {
    try {
      progress.report({ message: "making an environment" });
      // Scripts would name the draft's path; `python -m` does not, so the folder can be renamed.
      await run(base, ["-m", "venv", draft], cancel);
      progress.report({ message: "installing packages" });
      const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", `${wheel}[embedded]`];
      await run(interpreterOf(draft), pip, cancel);
      await fs.rename(draft, folder);
    } finally {
      await fs.rm(draft, { recursive: true, force: true });
    }
  });
}

async function bundledWheel(context: vscode.ExtensionContext): Promise<string> {
  const folder = context.asAbsolutePath("bundled");
  const wheel = (await fs.readdir(folder)).find((name) => name.endsWith(".whl"));
  if (!wheel) throw new Error(`there is no wheel in ${folder}`);
  return path.join(folder, wheel);
}

function run(command: string, args: readonly string[], cancel: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
    let last = "";
    child.stderr.on("data", (data: Buffer) => (last = (last + data.toString()).slice(-500)));
    const listener = cancel.onCancellationRequested(() => child.kill());
    child.on("error", reject);
    child.on("close", (code) => {
      listener.dispose();
      if (cancel.isCancellationRequested) reject(new vscode.CancellationError());
      else if (code === 0) resolve();
      else reject(new Error(last.trim() || `${command} ended with ${code}`));
    });
  });
}

function interpreterOf(folder: string): string {
  return process.platform === "win32" ? path.join(folder, "Scripts", "python.exe") : path.join(folder, "bin", "python");
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(() => true, () => false);
}

async function complain(message: string): Promise<void> {
  const open = "Open Settings";
  if ((await vscode.window.showErrorMessage(message, open)) === open) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "guyline.server");
  }
}
