// Try to break this: the commands, the page that shows what came of it, and the test that is made of it.

import * as vscode from "vscode";
import type { Connection } from "./client";
import { place } from "./place";
import { around, type Button, type Function, notice, type Outcome, rivals } from "./outcome";
import type { Pages } from "./pages";

const TRY = "guyline.proof.tryToBreak";
const FUNCTIONS = "guyline.proof.functions";
const AS_TEST = "guyline.proof.asTest";

interface Asked {
  readonly uri: string;
  readonly version?: number;
  readonly position?: { readonly line: number; readonly character: number };
  readonly name?: string;
  readonly other?: string;
  readonly again?: boolean;
}

/** What a fix is asked for with: the function, and the attempt that has refuted it. */
interface ByCounterexample {
  readonly uri: string;
  readonly name: string;
  readonly counterexample: number;
}

/** The commands of proofs, and where their answers are shown. */
export class Proofs {
  constructor(
    private readonly connection: Connection,
    private readonly pages: Pages,
    private readonly fix: (asked: ByCounterexample) => Promise<void>,
  ) {}

  /** Try the function at the cursor against what it was when it was committed. */
  async tryToBreak(): Promise<void> {
    const here = place();
    if (here) await this.attempt(here);
  }

  /** Try a function against another one, whose behaviour is right. */
  async tryAgainstAnother(): Promise<void> {
    const here = place();
    if (!here) return;
    const told = await this.connection.execute<{ functions?: Function[]; trouble?: string }>(FUNCTIONS, { uri: here.uri });
    if (told.trouble) throw new Error(told.trouble);
    const functions = told.functions ?? [];
    const name = around(functions, here.position?.line ?? 0)?.name ?? (await choose(functions, "Which function do you want to try?"));
    if (!name) return;
    const other = await choose(rivals(functions, name), `Whose behaviour is right for ${name}?`);
    if (other) await this.attempt({ uri: here.uri, version: here.version, name, other });
  }

  /** What a code action of the server's has given: the editor runs it without these commands. */
  async answered(command: string, args: readonly unknown[], answer: unknown): Promise<void> {
    if (command === TRY) await this.show(args[0] as Asked, answer as Outcome);
    if (command === AS_TEST) await this.make(answer as { edit?: object; uri?: string; trouble?: string });
  }

  private async attempt(asked: Asked): Promise<void> {
    await this.show(asked, await this.connection.execute<Outcome>(TRY, asked));
  }

  private async show(asked: Asked, outcome: Outcome): Promise<void> {
    const said = notice(outcome);
    if (!said) return;
    if (said.kind !== "error") await this.open(outcome);
    const shown = { error: vscode.window.showErrorMessage, warning: vscode.window.showWarningMessage, information: vscode.window.showInformationMessage };
    const chosen: Button | undefined = await shown[said.kind](said.message, ...said.buttons);
    if (chosen === "Show") await this.open(outcome);
    if (chosen === "Make a Test") await this.make(await this.connection.execute(AS_TEST, { number: outcome.number }));
    if (chosen === "Fix It" && outcome.name && outcome.number !== undefined) {
      await this.fix({ uri: asked.uri, name: outcome.name, counterexample: outcome.number });
    }
    if (chosen === "Try Again") await this.attempt({ ...asked, again: true });
  }

  private async open(outcome: Outcome): Promise<void> {
    await this.pages.open(`proof/${outcome.number ?? 0}/${outcome.name ?? "function"}`, outcome.page ?? "");
  }

  private async make(told: { edit?: object; uri?: string; trouble?: string }): Promise<void> {
    if (told.trouble) throw new Error(told.trouble);
    if (!told.edit || !told.uri) return;
    if (!(await this.connection.apply(told.edit))) throw new Error("The test could not be written");
    await vscode.window.showTextDocument(vscode.Uri.parse(told.uri));
  }
}

async function choose(functions: readonly Function[], title: string): Promise<string | undefined> {
  if (functions.length === 0) throw new Error("There is no other function in this class or module");
  const items = functions.map((each) => ({ label: each.name, description: `line ${each.line + 1}` }));
  return (await vscode.window.showQuickPick(items, { title }))?.label;
}
