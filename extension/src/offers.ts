// What the server says of a search for a faster function, and what a person chooses from.

/** An edit that was proved and measured. */
export interface Offer {
  readonly kind: string;
  readonly title: string;
  readonly claim: string;
  readonly byModel: boolean;
  readonly notes: readonly string[];
  readonly page: string;
}

/** The answer to `guyline.optimise.run`; one of `trouble`, `cancelled` and the rest is there. */
export interface Found {
  readonly trouble?: string;
  readonly cancelled?: boolean;
  readonly number?: number;
  readonly uri?: string;
  readonly name?: string;
  readonly page?: string;
  readonly tried?: number;
  readonly notes?: readonly string[];
  readonly offers?: readonly Offer[];
}

/** One line to choose. */
export interface Choice {
  readonly label: string;
  readonly description: string;
  readonly detail?: string;
  readonly does: { readonly offer: number } | "show" | "wish";
}

const KINDS: Record<string, string> = { fastest: "Fastest", smallest: "Smallest change", leanest: "Least memory" };

/** What can be chosen of a search that has found something: its offers, all that was tried, a wish. */
export function choices(found: Found): Choice[] {
  const offers = (found.offers ?? []).map((each, offer): Choice => {
    const claim = `: ${each.claim}`;
    const title = each.title.endsWith(claim) ? each.title.slice(0, -claim.length) : each.title;
    const detail = [each.claim, ...each.notes.map((note) => `worse: ${note}`)].join("; ");
    return { label: KINDS[each.kind] ?? each.kind, description: title, detail, does: { offer } };
  });
  return [
    ...offers,
    { label: "$(list-unordered) Show all", description: `${found.tried ?? 0} tried`, does: "show" },
    { label: "$(comment) Say what you want...", description: "no numpy, no new imports", does: "wish" },
  ];
}

/** What is said where nothing can be chosen; nothing where something can, or the person has cancelled it. */
export function verdict(found: Found): { kind: "error" | "information"; message: string } | undefined {
  if (found.cancelled) return undefined;
  if (found.trouble) return { kind: "error", message: `Guyline: ${found.trouble}` };
  if (found.offers?.length) return undefined;
  const notes = (found.notes ?? []).map((each) => ` (${each})`).join("");
  const tried = found.tried === 1 ? "one edit was" : `${found.tried ?? 0} edits were`;
  return { kind: "information", message: `Nothing was found that makes ${found.name ?? "the function"} faster and stands: ${tried} tried${notes}.` };
}
