// What the status item shows, as a function of what the server says.

export type State = "starting" | "ready" | "working" | "slow" | "off" | "offline" | "keyNeeded" | "modelMissing" | "error";

/** The parameters of `guyline/status`. */
export interface Status {
  readonly state: State;
  readonly message: string;
  readonly detail?: string;
  readonly latencyMs?: number;
  readonly verdict?: string;
}

const ICONS: Record<State, string> = {
  starting: "$(loading~spin)",
  ready: "$(check)",
  working: "$(sync~spin)",
  slow: "$(watch)",
  off: "$(circle-slash)",
  offline: "$(debug-disconnect)",
  keyNeeded: "$(key)",
  modelMissing: "$(cloud-download)",
  error: "$(warning)",
};

const NEEDS_ATTENTION: ReadonlySet<State> = new Set(["offline", "keyNeeded", "modelMissing", "error"]);

/** The item's text. */
export function statusText(status: Status): string {
  return `${ICONS[status.state]} Guyline`;
}

/** The item's tooltip: what, what to do, and how the last completion went. */
export function statusTooltip(status: Status): string {
  const lines = [status.message];
  if (status.detail) lines.push(status.detail);
  if (status.latencyMs !== undefined) lines.push(`Last completion: ${status.latencyMs} ms`);
  if (status.verdict) lines.push(`Checked: ${status.verdict}`);
  return lines.join("\n\n");
}

/** What a screen reader says of the item. */
export function statusLabel(status: Status): string {
  return status.verdict ? `${status.message}. Checked: ${status.verdict}` : status.message;
}

/** Whether the item should stand out. */
export function needsAttention(status: Status): boolean {
  return NEEDS_ATTENTION.has(status.state);
}
