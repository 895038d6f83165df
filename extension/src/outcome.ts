// What the server says of an attempt to break a function, and what a person is told of it.

/** The answer to `guyline.proof.tryToBreak`; one of `trouble`, `cancelled` and the rest is there. */
export interface Outcome {
  readonly trouble?: string;
  readonly cancelled?: boolean;
  readonly number?: number;
  readonly name?: string;
  readonly verdict?: string;
  readonly headline?: string;
  readonly page?: string;
  readonly keptFrom?: string;
}

/** A function of a document, as `guyline.proof.functions` tells of it. Lines count from 0. */
export interface Function {
  readonly name: string;
  readonly line: number;
  readonly last: number;
  readonly changed: boolean;
}

export type Button = "Show" | "Make a Test" | "Fix It" | "Try Again";

/** A notification. */
export interface Notice {
  readonly kind: "error" | "warning" | "information";
  readonly message: string;
  readonly buttons: readonly Button[];
}

/** What is said of an attempt; nothing of one that the person has cancelled. */
export function notice(outcome: Outcome): Notice | undefined {
  if (outcome.cancelled) return undefined;
  if (outcome.trouble) return { kind: "error", message: `Guyline: ${outcome.trouble}`, buttons: [] };
  const refuted = outcome.verdict === "refuted";
  const kept = outcome.keptFrom ? ` (kept from ${outcome.keptFrom})` : "";
  const buttons: Button[] = ["Show"];
  if (refuted) buttons.push("Make a Test", "Fix It");
  if (kept) buttons.push("Try Again");
  const said = refuted ? `${outcome.name ?? "The function"} is refuted. ` : "";
  return { kind: refuted ? "warning" : "information", message: `${said}${outcome.headline ?? ""}${kept}`, buttons };
}

/** The function that a line belongs to. */
export function around(functions: readonly Function[], line: number): Function | undefined {
  return functions.find((each) => each.line <= line && line <= each.last);
}

/** The functions that may stand for one: the others of its class or module. */
export function rivals(functions: readonly Function[], name: string): Function[] {
  const owner = (full: string) => full.slice(0, full.lastIndexOf(".") + 1);
  return functions.filter((each) => each.name !== name && owner(each.name) === owner(name));
}
