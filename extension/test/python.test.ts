import assert from "node:assert/strict";
import { test } from "node:test";
import { findPython, isNewEnough } from "../src/python";

const machine = (found: Record<string, string>) => async (command: string) => {
  const version = found[command];
  if (version === undefined) throw new Error("ENOENT");
  return version;
};

test("versions are compared as numbers", () => {
  assert.ok(isNewEnough("3.11"));
  assert.ok(isNewEnough("4.0"));
  assert.ok(!isNewEnough("3.9"));
  assert.ok(!isNewEnough("Python was not found"));
});

test("the one that is set comes first", async () => {
  assert.equal(await findPython(["/opt/py"], machine({ "/opt/py": "3.12", python3: "3.13" })), "/opt/py");
});

test("one that is too old or does not run is passed over", async () => {
  assert.equal(await findPython(["/gone", ""], machine({ python3: "3.9", python: "3.11" })), "python");
});

test("without any there is none", async () => {
  assert.equal(await findPython([], machine({ python3: "3.10" })), undefined);
});
