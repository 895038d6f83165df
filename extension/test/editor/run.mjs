// Ghost text and hints in a real VS Code, in a real browser, with the real server and model.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM, install } from "./install.mjs";

const CODE = `class Tent:
    def __init__(self, pole_count: int, length: float) -> None:
        self.pole_count = pole_count
        self.guyline_length = length

    def pitch(self) -> float:
        return self.guyline_length * 2


def total(tent: Tent) -> float:
`;
const TYPED = "return tent.";
const NAMES = ["pole_count", "guyline_length", "pitch"];

const SLOW = `def longest_wait(tasks: list[tuple[float, float]]) -> float:
    queue = sorted(tasks)
    now = longest = 0.0
    while queue:
        asked, takes = queue.pop(0)
        now = max(now, asked)
        longest = max(longest, now - asked)
        now += takes
    return longest
`;

const TRIED = `def different(poles: list[int]) -> list[int]:
    return list(dict.fromkeys(poles))
`;

const SLOWER = `def shared(left: list[int], right: list[int]) -> list[int]:
    """Poles that both tents have."""
    return [pole for pole in left if pole in right]
`;

const WRONG = `def longest(lines: list[str]) -> int:
    """The length of the longest line.

    >>> longest(["ab", "abcd", "c"])
    4
    """
    return min(len(line) for line in lines)
`;

const home = mkdtempSync(path.join(tmpdir(), "guyline-editor-"));
const project = path.join(home, "project");
const file = path.join(project, "tents.py");
const triedFile = path.join(project, "tried.py");
const slowFile = path.join(project, "queues.py");
const slowerFile = path.join(project, "poles.py");
const wrongFile = path.join(project, "lines.py");
const storage = path.join(home, "data", "User", "globalStorage", "guyline.guyline");
let editor;
let browser;
let passed = 0;
let failed = 0;
let picture;
let hintPicture;
let offersPicture;

async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}`);
  }
}

/** Wait until `probe` gives something true, or fail at the deadline. */
async function until(what, probe, seconds = 30) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Processes of the environment that Guyline made: the server, its oracle, its model. */
function guylineProcesses() {
  const all = execFileSync("ps", ["-eo", "pid,ppid,args"], { encoding: "utf8" });
  return all.split("\n").filter((line) => line.includes(`${storage}/env-`));
}

/** The editor's and the server's own words, for when something failed. */
function printLogs() {
  const logs = path.join(home, "data", "logs");
  const names = existsSync(logs) ? readdirSync(logs, { recursive: true }) : [];
  for (const name of names.filter((each) => /(Guyline|remoteexthost)\.log$/.test(each))) {
    console.log(`--- ${name}\n${readFileSync(path.join(logs, name), "utf8")}`);
  }
}

async function startEditor() {
  const { node, script } = install();
  mkdirSync(project);
  writeFileSync(file, CODE);
  writeFileSync(slowFile, SLOW);
  writeFileSync(triedFile, TRIED);
  writeFileSync(slowerFile, SLOWER);
  writeFileSync(wrongFile, WRONG);
  const git = (...args) => execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args], { cwd: project, stdio: "ignore" });
  git("init", "-q");
  git("add", "tried.py");
  git("commit", "-qm", "As it was");
  writeFileSync(triedFile, TRIED.replace("list(dict.fromkeys(poles))", "sorted(set(poles))"));
  mkdirSync(path.join(home, "data", "User"), { recursive: true });
  writeFileSync(path.join(home, "data", "User", "settings.json"), JSON.stringify({
    "telemetry.telemetryLevel": "off",
    "chat.disableAIFeatures": true,
    "security.workspace.trust.enabled": false,
    "workbench.startupEditor": "none",
    "workbench.colorTheme": "Default Dark Modern",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.activityBar.location": "hidden",
    "workbench.sideBar.location": "left",
    "editor.minimap.enabled": false,
    "editor.fontSize": 15,
    "files.autoSave": "off",
  }));
  const folders = ["--user-data-dir", path.join(home, "data"), "--extensions-dir", path.join(home, "extensions")];
  const { HOME, XDG_CACHE_HOME = `${HOME}/.cache`, PIP_CONFIG_FILE = `${HOME}/.config/pip/pip.conf` } = process.env;
  const env = { ...process.env, HOME: home, XDG_CACHE_HOME, PIP_CONFIG_FILE };
  const vsix = readdirSync(".").find((name) => name.endsWith(".vsix"));
  assert.ok(vsix, "npm run package makes the .vsix");
  execFileSync(node, [script, ...folders, "--install-extension", path.resolve(vsix)], { stdio: "ignore", env });
  const port = await freePort();
  const args = [script, ...folders, "--auth", "none", "--disable-telemetry", "--disable-update-check", "--bind-addr", `127.0.0.1:${port}`, project];
  editor = spawn(node, args, { stdio: "ignore", env, detached: true });
  const url = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(project)}`;
  await until("code-server answers", () => fetch(url).then((r) => r.ok, () => false), 60);
  return url;
}

async function openFile(url) {
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  browser = await chromium.launch({ executablePath: CHROMIUM, args: flags });
  const page = await browser.newPage({ viewport: { width: 1100, height: 560 } });
  await page.goto(url);
  await page.waitForSelector(".monaco-workbench", { timeout: 60_000 });
  await show(page, "tents.py");
  await page.keyboard.press("Control+B"); // the side bar is not what the picture is of
  return page;
}

/** Choose from the list that `key` opens; again where it is closed by what takes the focus meanwhile. */
async function choose(page, key, wanted) {
  await until(`${wanted} to choose`, async () => {
    await page.keyboard.press(key);
    const opened = await page.waitForSelector(".quick-input-widget input", { timeout: 5_000 }).then(() => true, () => false);
    if (!opened) return false;
    await page.keyboard.type(wanted);
    const row = page.locator(`.quick-input-list .monaco-list-row[aria-label*="${wanted}"]`).first();
    if (await row.waitFor({ timeout: 5_000 }).then(() => true, () => false)) return true;
    await page.keyboard.press("Escape");
    return false;
  });
  await page.keyboard.press("Enter");
}

const command = (page, title) => choose(page, "F1", title);

/** Bring a file of the project to the front. */
async function show(page, name) {
  await choose(page, "Control+P", name);
  await page.waitForSelector(`.tab.active[data-resource-name="${name}"]`);
  await page.waitForSelector(".monaco-editor .view-line");
}

/** In the page: what is shown as ghost text. */
const ghostText = `(() => {
  const parts = [...document.querySelectorAll(".ghost-text-decoration, .ghost-text")];
  return parts.map((part) => part.textContent).join("").replaceAll("\\u00a0", " ");
})()`;

const ghost = (page) => page.evaluate(ghostText);

/** Press Tab, and give what was shown at that moment: a later answer may have taken its place before. */
async function accept(page) {
  await page.evaluate(`addEventListener("keydown", () => { window.accepted = ${ghostText}; }, { capture: true, once: true })`);
  await page.keyboard.press("Tab");
  return page.evaluate("window.accepted");
}

const status = (page) => page.evaluate(() => document.querySelector("[id='guyline.guyline.guyline.status'], [id*='guyline.status']")?.getAttribute("aria-label") ?? "");

try {
  const page = await openFile(await startEditor());
  await check("nothing is installed without consent", async () => {
    const asked = page.locator(".notification-toast", { hasText: "Guyline needs a Python environment" });
    await asked.waitFor({ timeout: 60_000 });
    assert.ok(!existsSync(storage) || readdirSync(storage).length === 0, "the storage is empty");
    await asked.locator(".monaco-button", { hasText: "Create Environment" }).click();
  });

  await check("the environment is made, and the server is ready", async () => {
    await until("the status item", async () => (await status(page)).includes("Guyline is ready"), 300);
    await until("the server's process", () => guylineProcesses().length > 0, 30);
  });

  await check("typing brings ghost text", async () => {
    await page.click(".monaco-editor .view-lines");
    await page.keyboard.press("Control+End");
    await page.keyboard.type(`    ${TYPED}`, { delay: 40 });
    let shown = await until("ghost text", () => ghost(page), 60);
    // The first questions about a file may come before the analysis has read it: they are open.
    for (const end = Date.now() + 60_000; !/Checked: [1-9]/.test(await status(page)); ) {
      if (Date.now() > end) throw new Error(`not within 60 s: a suggestion whose names were checked; last: ${shown}, ${await status(page)}`);
      await page.keyboard.press("Backspace");
      await page.keyboard.type(TYPED.at(-1));
      shown = await until("ghost text", () => ghost(page), 60);
    }
  });

  await check("the ordinary list comes beside it", async () => {
    await page.keyboard.press("Control+Space");
    await page.waitForSelector(".suggest-widget.visible .monaco-list-row", { timeout: 15_000 });
    await page.keyboard.press("Escape");
    await until("the list is gone", async () => (await page.$(".suggest-widget.visible")) === null);
    await until("ghost text again", () => ghost(page), 60);
  });

  await page.mouse.move(1000, 520);
  picture = await page.screenshot();

  await check("Tab accepts it, and the saved document holds just that", async () => {
    const shown = await accept(page);
    await page.keyboard.press("Control+S");
    const text = await until("the saved text", () => {
      const saved = readFileSync(file, "utf8");
      return saved.length > CODE.length && saved;
    });
    const line = text.slice(CODE.length).trimEnd();
    assert.equal(line, `    ${TYPED}${shown.trimEnd()}`);
    const name = /^\w+/.exec(line.trim().slice(TYPED.length))?.[0];
    assert.ok(NAMES.includes(name), `${name} is an attribute of Tent`);
  });

  await check("what is slow is underlined when a file is opened", async () => {
    await show(page, "queues.py");
    await page.waitForSelector(".squiggly-info", { timeout: 30_000 });
    await page.keyboard.press("F8");
    const said = page.locator(".zone-widget .descriptioncontainer");
    await said.waitFor({ timeout: 15_000 });
    assert.match(await said.innerText(), /O\(n²\)/);
    hintPicture = await page.screenshot();
    await page.keyboard.press("Escape");
  });

  await check("a quick fix makes it fast, and the hint is gone", async () => {
    const fix = page.locator(".action-widget .monaco-list-row", { hasText: "collections.deque" });
    await until("the quick fix", async () => {
      await page.keyboard.press("Control+.");
      return fix.first().waitFor({ timeout: 8_000 }).then(() => true, () => false);
    });
    await fix.first().click();
    await until("the edit", () => page.evaluate(() => document.querySelector(".view-lines").innerText.includes("popleft")));
    await page.keyboard.press("Control+S");
    const text = await until("the saved text", () => {
      const saved = readFileSync(slowFile, "utf8");
      return saved.includes("popleft()") && saved;
    });
    assert.match(text, /^from collections import deque\n/);
    assert.match(text, /queue = deque\(sorted\(tasks\)\)/);
    await until("the hint is gone", async () => (await page.$(".squiggly-info")) === null);
  });

  await check("a changed function is refuted, with a page, and becomes a test", async () => {
    await show(page, "tried.py");
    await page.click(".monaco-editor .view-lines");
    await page.keyboard.press("Control+End");
    await page.keyboard.press("ArrowUp"); // into the function
    await command(page, "Guyline: Try to Break This Function");
    const said = page.locator(".notification-toast", { hasText: "different is refuted" });
    await said.waitFor({ timeout: 60_000 });
    await page.waitForSelector('.tab[aria-label*="different.md"]', { timeout: 15_000 });
    await said.locator(".monaco-button", { hasText: "Make a Test" }).click();
    await page.waitForSelector('.tab[data-resource-name="test_different_as_before.py"]', { timeout: 60_000 });
    await page.keyboard.press("Control+S");
    const made = path.join(project, "tests", "test_different_as_before.py");
    const text = await until("the saved test", () => existsSync(made) && readFileSync(made, "utf8"));
    assert.match(text, /from tried import different/);
    assert.match(text, /assert different\(\[.*\]\) == \[/);
  });

  await check("a function is made faster by an edit that was proved, and chosen", async () => {
    await command(page, "View: Close All Editors");
    await show(page, "poles.py");
    await page.click(".monaco-editor .view-lines");
    await page.keyboard.press("Control+Home");
    await command(page, "Guyline: Optimise This Function");
    const offer = page.locator(".quick-input-list .monaco-list-row", { hasText: "Fastest" });
    await offer.waitFor({ timeout: 120_000 });
    assert.match(await offer.innerText(), /at least [\d.,]+ times/);
    offersPicture = await page.screenshot();
    await offer.click();
    await page.waitForSelector('.tab[aria-label*="0.md"]', { timeout: 15_000 });
    await page.locator(".notification-toast .monaco-button", { hasText: "Make the Edit" }).click();
    await until("the edit", () => page.evaluate(() => document.querySelector(".view-lines").innerText.includes("set")));
    await page.click(".monaco-editor .view-lines");
    await page.keyboard.press("Control+S");
    const text = await until("the saved text", () => {
      const saved = readFileSync(slowerFile, "utf8");
      return saved.includes("set(right)") && saved;
    });
    assert.match(text, /if pole in \w+\]/);
  });

  await check("a function is mended by its failing doctest, in one step that can be undone", async () => {
    await command(page, "View: Close All Editors");
    await show(page, "lines.py");
    await page.click(".monaco-editor .view-lines");
    await page.keyboard.press("Control+End");
    await page.keyboard.press("ArrowUp"); // into the function
    await command(page, "Guyline: Fix This Function by Its Failing Tests");
    const said = page.locator(".notification-toast", { hasText: "Fix longest" });
    await said.waitFor({ timeout: 120_000 });
    assert.match(await said.innerText(), /pass/);
    await page.waitForSelector("iframe.webview.ready"); // a page takes the focus while it is loaded
    await said.locator(".monaco-button", { hasText: "Make the Edit" }).click();
    await page.waitForSelector('.tab.dirty[data-resource-name="lines.py"]', { timeout: 15_000 });
    await show(page, "lines.py");
    await until("the edit", () => page.evaluate(() => document.querySelector(".view-lines").innerText.includes("max")));
    await page.click(".monaco-editor .view-lines");
    await page.keyboard.press("Control+S");
    await until("the saved text", () => readFileSync(wrongFile, "utf8") === WRONG.replace("return min", "return max"));
    await page.keyboard.press("Control+Z");
    await page.keyboard.press("Control+S");
    await until("the text as it was", () => readFileSync(wrongFile, "utf8") === WRONG);
  });

  await check("nothing is left when the editor is closed", async () => {
    await browser.close();
    browser = undefined;
    process.kill(-editor.pid, "SIGTERM");
    editor = undefined;
    await until("no server is left", () => guylineProcesses().length === 0, 30);
  });
} catch (error) {
  failed += 1;
  console.log(`FAIL setting up\n${error.stack}`);
} finally {
  if (failed) printLogs();
  await browser?.close();
  if (editor) process.kill(-editor.pid, "SIGKILL");
  rmSync(home, { recursive: true, force: true });
}
if (picture && !failed && process.env.GUYLINE_PICTURES) {
  writeFileSync("../docs/images/ghost-text.png", picture);
  writeFileSync("../docs/images/hint.png", hintPicture);
  writeFileSync("../docs/images/optimise.png", offersPicture);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
