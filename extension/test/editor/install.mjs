// A real VS Code for tests: code-server on its own Node, and Debian's Chromium.
// It is kept in a cache folder named after its versions; a half-made one is never used.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

const CODE_SERVER = "4.139.1";
const NODE = "24";
const DEBIAN = { "/usr/bin/chromium": "chromium", "/usr/include/gssapi.h": "libkrb5-dev", "/usr/include/libsecret-1": "libsecret-1-dev" };

export const CHROMIUM = "/usr/bin/chromium";

/** Install what is missing; returns how to start code-server. */
export function install() {
  installDebianPackages();
  const base = process.env.GUYLINE_EDITOR_CACHE ?? path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "guyline", "editor");
  const folder = path.join(base, `code-server-${CODE_SERVER}-node-${NODE}`);
  if (!existsSync(folder)) {
    console.log(`Installing code-server ${CODE_SERVER} into ${folder} (one to two minutes, once)`);
    const draft = `${folder}.${process.pid}`;
    try {
      build(draft);
      if (!existsSync(folder)) renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return { node: nodeBinary(folder), script: path.join(codeServer(folder), "out", "node", "entry.js") };
}

function installDebianPackages() {
  const missing = Object.entries(DEBIAN).filter(([file]) => !existsSync(file)).map(([, name]) => name);
  if (missing.length === 0) return;
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new Error(`The editor test needs: ${missing.join(" ")}. On Debian: apt-get install ${missing.join(" ")}`);
  }
  console.log(`Installing from Debian: ${missing.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["update", "-qq"], { stdio: ["ignore", "ignore", "inherit"], env });
  execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], { stdio: ["ignore", "ignore", "inherit"], env });
}

const codeServer = (folder) => path.join(folder, "node_modules", "code-server");
const nodePackage = (folder) => path.join(folder, "node_modules", `node-linux-${process.arch === "arm64" ? "arm64" : "x64"}`);
const nodeBinary = (folder) => path.join(nodePackage(folder), "bin", "node");

function build(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{"private": true}\n');
  const quiet = ["--silent", "--no-audit", "--no-fund"];
  const run = (command, args, options) => execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"], ...options });
  run("npm", ["install", ...quiet, `${path.basename(nodePackage(folder))}@${NODE}`], { cwd: folder });
  run("npm", ["install", ...quiet, "--ignore-scripts", `code-server@${CODE_SERVER}`], { cwd: folder });
  const env = {
    ...process.env,
    PATH: `${path.dirname(nodeBinary(folder))}:${process.env.PATH}`,
    npm_config_nodedir: nodePackage(folder),
    npm_config_user_agent: "npm/11 node/v24.0.0 linux x64",
  };
  run("sh", ["./postinstall.sh"], { cwd: codeServer(folder), env });
}
