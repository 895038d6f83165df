// Makes guyline-VERSION.vsix: the bundle, and the wheel of the server it belongs to.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";

const run = (command, args) => execFileSync(command, args, { stdio: "inherit" });
const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));

rmSync("bundled", { recursive: true, force: true });
mkdirSync("bundled");
run(process.env.PYTHON || "python3", ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", "bundled", ".."]);
run("npm", ["run", "--silent", "build"]);
copyFileSync("../LICENSE", "LICENSE");
try {
  run("npx", ["--no-install", "vsce", "package", "--no-dependencies", "--skip-license", "--allow-missing-repository", "--out", `${name}-${version}.vsix`]);
} finally {
  rmSync("LICENSE", { force: true });
}
