// Guyline's commands.

import * as vscode from "vscode";
import type { Connection } from "./client";
import { askForKey, forgetKey } from "./key";
import type { Optimisations } from "./optimise";
import type { Proofs } from "./proof";
import type { Refinements } from "./refine";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly fix: string;
}

/** Register every command. */
export function registerCommands(
  context: vscode.ExtensionContext,
  connection: Connection,
  log: vscode.LogOutputChannel,
  proofs: Proofs,
  optimisations: Optimisations,
  refinements: Refinements,
): void {
  const commands: Record<string, () => unknown> = {
    "guyline.menu": showMenu,
    "guyline.toggle": toggle,
    "guyline.restart": () => connection.restart(),
    "guyline.showLog": () => log.show(),
    "guyline.doctor": () => showDoctor(connection, log),
    "guyline.pullModel": () => connection.execute("guyline.server.pullModel"),
    "guyline.setApiKey": async () => (await askForKey(context)) && connection.restart(),
    "guyline.tryToBreak": () => proofs.tryToBreak(),
    "guyline.tryToBreakAgainst": () => proofs.tryAgainstAnother(),
    "guyline.optimise": () => optimisations.optimise(),
    "guyline.optimiseWithWish": () => optimisations.optimiseWithWish(),
    "guyline.refineFunction": () => refinements.refine(),
    "guyline.refineByCommand": () => refinements.refineByCommand(),
    "guyline.clearApiKey": async () => forgetKey(context).then(() => connection.restart()),
  };
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, () => guarded(run)));
  }
}

async function guarded(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    await vscode.window.showErrorMessage(`Guyline: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function showMenu(): Promise<void> {
  const items = [
    { label: "$(circle-slash) Turn completions on or off", command: "guyline.toggle" },
    { label: "$(output) Show log", command: "guyline.showLog" },
    { label: "$(debug-restart) Restart server", command: "guyline.restart" },
    { label: "$(checklist) Check what works", command: "guyline.doctor" },
    { label: "$(cloud-download) Install the embedded model", command: "guyline.pullModel" },
    { label: "$(key) Set API key", command: "guyline.setApiKey" },
    { label: "$(gear) Settings", command: "workbench.action.openSettings", argument: "guyline" },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: "Guyline" });
  if (chosen) await vscode.commands.executeCommand(chosen.command, chosen.argument);
}

async function toggle(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("guyline");
  await settings.update("enable", !settings.get("enable", true), vscode.ConfigurationTarget.Global);
}

async function showDoctor(connection: Connection, log: vscode.LogOutputChannel): Promise<void> {
  const checks = await connection.execute<Check[]>("guyline.server.doctor");
  for (const check of checks) {
    const line = `${check.name}: ${check.message}`;
    if (check.ok) log.info(line);
    else log.warn(check.fix ? `${line} - ${check.fix}` : line);
  }
  log.show();
}
