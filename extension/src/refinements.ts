// What the server says of a search for a fix, and what is said of it.

/** The answer to `guyline.refine`; one of `trouble`, `cancelled` and the rest is there. */
export interface Refined {
  readonly trouble?: string;
  readonly cancelled?: boolean;
  readonly number?: number;
  readonly fixed?: boolean;
  readonly title?: string;
  readonly page?: string;
}

/** What is shown, and what can be done about it; nothing where the person has cancelled it. */
export function told(found: Refined): { kind: "error" | "information"; message: string; buttons: readonly string[] } | undefined {
  if (found.cancelled) return undefined;
  if (found.trouble) return { kind: "error", message: `Guyline: ${found.trouble}`, buttons: ["Give the Command"] };
  const message = `Guyline: ${found.title ?? ""}`;
  if (found.fixed) return { kind: "information", message, buttons: ["Make the Edit"] };
  return { kind: "information", message, buttons: ["Give Another Command"] };
}
