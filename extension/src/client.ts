// The connection to the language server.

import * as vscode from "vscode";
import { ExecuteCommandRequest, LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import { findServer } from "./environment";
import { serverEnvironment } from "./key";
import type { Status } from "./status";

const SCHEMES = ["file", "untitled", "vscode-notebook-cell"];

/** Whether the server is told of a document. */
export function isServed(document: vscode.TextDocument): boolean {
  return document.languageId === "python" && SCHEMES.includes(document.uri.scheme);
}

/** Starts, stops and asks the server; there is one at a time. */
export class Connection implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private changing: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
    private readonly show: (status: Status) => void,
    private readonly started: () => void,
    private readonly answered: (command: string, args: readonly unknown[], answer: unknown) => Promise<void>,
  ) {}

  /** Start the server, or start it anew. Calls queue up. */
  restart(): Promise<void> {
    this.changing = this.changing.then(() => this.startAnew()).catch((error: unknown) => {
      this.log.error(String(error));
      this.show({ state: "error", message: "Guyline's server did not start", detail: "See the log." });
    });
    return this.changing;
  }

  /** Run a command of the server's. */
  async execute<T>(command: string, argument?: object): Promise<T> {
    const client = await this.running();
    const given = argument === undefined ? [] : [argument];
    return (await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: given })) as T;
  }

  /** Make an edit of the server's; false where the editor refuses it. */
  async apply(edit: object): Promise<boolean> {
    const client = await this.running();
    const made = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
    return made !== undefined && (await vscode.workspace.applyEdit(made));
  }

  /** Tell the server something, if it is there. */
  tell(method: string, params: object): void {
    if (!this.client?.isRunning()) return;
    this.client.sendNotification(method, params).catch((error: unknown) => this.log.warn(`${method}: ${String(error)}`));
  }

  async dispose(): Promise<void> {
    await this.changing;
    await this.stop();
  }

  private async startAnew(): Promise<void> {
    await this.stop();
    this.show({ state: "starting", message: "Guyline is starting" });
    const server = await findServer(this.context);
    if (!server) {
      this.show({ state: "off", message: "Guyline has no environment", detail: "Restart it to make one." });
      return;
    }
    const options = { env: await serverEnvironment(this.context) };
    const run = { command: server.command, args: [...server.args], options };
    const client = new LanguageClient("guyline", "Guyline", run, this.clientOptions());
    this.context.subscriptions.push(client.onNotification("guyline/status", this.show));
    this.client = client;
    await client.start();
    this.started();
  }

  private clientOptions(): LanguageClientOptions {
    return {
      documentSelector: SCHEMES.map((scheme) => ({ scheme, language: "python" })),
      outputChannel: this.log,
      synchronize: { configurationSection: "guyline" },
      initializationOptions: { trusted: vscode.workspace.isTrusted, showsPages: true },
      middleware: {
        executeCommand: async (command, args, next) => {
          const answer: unknown = await next(command, args);
          // Not waited for: whoever ran the command is not to wait for what the person reads.
          void this.answered(command, args, answer).catch((error: unknown) => {
            void vscode.window.showErrorMessage(`Guyline: ${error instanceof Error ? error.message : String(error)}`);
          });
          return answer;
        },
      },
    };
  }

  private async running(): Promise<LanguageClient> {
    await this.changing;
    if (!this.client?.isRunning()) throw new Error("Guyline's server is not running; see the log");
    return this.client;
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose();
  }
}
