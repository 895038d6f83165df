// Fixes by failing tests: the commands, the page that shows what was run, and the edit.

import * as vscode from "vscode";
import type { Connection } from "./client";
import type { Pages } from "./pages";
import { place } from "./place";
import { type Refined, told } from "./refinements";

const RUN = "guyline.refine";
const EDIT = "guyline.refine.edit";

interface Asked {
  readonly uri: string;
  readonly version?: number;
  readonly position?: { readonly line: number; readonly character: number };
  readonly name?: string;
  readonly test?: string;
  readonly counterexample?: number;
}

/** The commands of fixes. */
export class Refinements {
  constructor(
    private readonly connection: Connection,
    private readonly pages: Pages,
  ) {}

  /** Look for a fix of the function at the cursor, by the tests of its file. */
  async refine(): Promise<void> {
    const here = place();
    if (here) await this.run(here);
  }

  /** The same, by a command that the person gives. */
  async refineByCommand(): Promise<void> {
    const here = place();
    if (here) await this.ask(here);
  }

  /** What a code action of the server's has given: the editor runs it without these commands. */
  async answered(command: string, args: readonly unknown[], answer: unknown): Promise<void> {
    if (command === RUN) await this.show(args[0] as Asked, answer as Refined);
  }

  /** The same, by what is asked for. */
  async run(asked: Asked): Promise<void> {
    await this.show(asked, await this.connection.execute<Refined>(RUN, asked));
  }

  private async ask(asked: Asked): Promise<void> {
    const prompt = "Which command fails? It is run in a copy of the project, in a sandbox.";
    const test = await vscode.window.showInputBox({ title: "Guyline: fix", prompt, value: asked.test ?? "", placeHolder: "pytest tests/test_x.py" });
    if (!test) return;
    const { version: _, ...rest } = asked;
    await this.run({ ...rest, test });
  }

  private async show(asked: Asked, found: Refined): Promise<void> {
    const said = told(found);
    if (!said) return;
    if (found.page) await this.pages.open(`refine/${found.number}`, found.page);
    const tell = said.kind === "error" ? vscode.window.showErrorMessage : vscode.window.showInformationMessage;
    const chosen = await tell(said.message, ...said.buttons);
    if (chosen === "Make the Edit") await this.make(found);
    else if (chosen) await this.ask(asked);
  }

  private async make(found: Refined): Promise<void> {
    const answer = await this.connection.execute<{ edit?: object; trouble?: string }>(EDIT, { number: found.number });
    if (answer.trouble) throw new Error(answer.trouble);
    if (!answer.edit || !(await this.connection.apply(answer.edit))) throw new Error("The edit could not be made: the text has changed");
  }
}
