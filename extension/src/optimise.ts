// Optimise: the commands, the choice between edits that were proved, and the edit.

import * as vscode from "vscode";
import type { Connection } from "./client";
import { place } from "./place";
import { choices, type Found, verdict } from "./offers";
import type { Pages } from "./pages";

const RUN = "guyline.optimise.run";
const EDIT = "guyline.optimise.edit";

interface Asked {
  readonly uri: string;
  readonly version?: number;
  readonly position?: { readonly line: number; readonly character: number };
  readonly name?: string;
  readonly wishes?: readonly string[];
}

/** The commands of performance edits. */
export class Optimisations {
  constructor(
    private readonly connection: Connection,
    private readonly pages: Pages,
  ) {}

  /** Look for edits that make the function at the cursor faster. */
  async optimise(): Promise<void> {
    const here = place();
    if (here) await this.run(here);
  }

  /** The same, with what the person wants of an edit. */
  async optimiseWithWish(): Promise<void> {
    const here = place();
    if (here) await this.wish(here);
  }

  /** What a code action of the server's has given: the editor runs it without these commands. */
  async answered(command: string, args: readonly unknown[], answer: unknown): Promise<void> {
    if (command === RUN) await this.show(args[0] as Asked, answer as Found);
  }

  private async run(asked: Asked): Promise<void> {
    await this.show(asked, await this.connection.execute<Found>(RUN, asked));
  }

  private async wish(asked: Asked): Promise<void> {
    const prompt = "What do you want of the edit? That behaviour stays is proved anyway.";
    const wish = await vscode.window.showInputBox({ title: "Guyline: optimise", prompt, placeHolder: "no numpy" });
    if (!wish) return;
    const { version: _, ...rest } = asked;
    await this.run({ ...rest, wishes: [...(asked.wishes ?? []), wish] });
  }

  private async show(asked: Asked, found: Found): Promise<void> {
    const said = verdict(found);
    if (said) {
      const tell = said.kind === "error" ? vscode.window.showErrorMessage : vscode.window.showInformationMessage;
      const buttons = said.kind === "error" ? [] : ["Show", "Say What You Want"];
      const chosen = await tell(said.message, ...buttons);
      if (chosen === "Show") await this.pages.open(`optimise/${found.number}`, found.page ?? "");
      if (chosen === "Say What You Want") await this.wish(asked);
    } else if (!found.cancelled) {
      await this.choose(asked, found);
    }
  }

  private async choose(asked: Asked, found: Found): Promise<void> {
    const title = `Faster ${found.name ?? "function"}: every edit was tried and measured`;
    const chosen = await vscode.window.showQuickPick(choices(found), { title, matchOnDetail: true, ignoreFocusOut: true });
    if (!chosen) return;
    if (chosen.does === "show") {
      await this.pages.open(`optimise/${found.number}`, found.page ?? "");
      await this.choose(asked, found);
    } else if (chosen.does === "wish") {
      await this.wish(asked);
    } else {
      await this.confirm(asked, found, chosen.does.offer);
    }
  }

  private async confirm(asked: Asked, found: Found, offer: number): Promise<void> {
    const chosen = found.offers?.[offer];
    if (!chosen) return;
    await this.pages.open(`optimise/${found.number}/${offer}`, chosen.page);
    const answer = await vscode.window.showInformationMessage(chosen.title, "Make the Edit", "Back");
    if (answer === "Back") await this.choose(asked, found);
    if (answer !== "Make the Edit") return;
    const told = await this.connection.execute<{ edit?: object; trouble?: string }>(EDIT, { number: found.number, offer });
    if (told.trouble) throw new Error(told.trouble);
    if (!told.edit || !(await this.connection.apply(told.edit))) throw new Error("The edit could not be made: the text has changed");
  }
}
