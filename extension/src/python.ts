// Finding a Python that Guyline's own environment can be made with.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

const OLDEST = [3, 11] as const;
const NAMES = ["python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"];
const PROBE = "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2])";

/** What a candidate prints; rejects if it can't run. */
export type Probe = (command: string) => Promise<string>;

/** Ask a Python for its version; one without `venv` fails. */
export const probe: Probe = async (command) => {
  const { stdout } = await run(command, ["-I", "-c", PROBE], { timeout: 10_000 });
  return stdout.trim();
};

/** The first candidate that is new enough; undefined if there is none. */
export async function findPython(preferred: readonly string[], ask: Probe = probe): Promise<string | undefined> {
  for (const command of [...preferred.filter((name) => name !== ""), ...NAMES]) {
    const version = await ask(command).catch(() => "");
    if (isNewEnough(version)) return command;
  }
  return undefined;
}

/** Whether a version such as "3.12" will do. */
export function isNewEnough(version: string): boolean {
  const match = /^(\d+)\.(\d+)$/.exec(version);
  if (!match) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
