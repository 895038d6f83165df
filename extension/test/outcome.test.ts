import assert from "node:assert/strict";
import { test } from "node:test";
import { around, type Function, notice, rivals } from "../src/outcome";

const at = (name: string, line: number, last: number): Function => ({ name, line, last, changed: false });
const FUNCTIONS = [at("slow", 0, 4), at("fast", 6, 9), at("Tent.pitch", 12, 13), at("Tent.fold", 15, 16)];

test("what is refuted is a warning, and can be made a test", () => {
  const said = notice({ number: 1, name: "f", verdict: "refuted", headline: "f([]): before, 0; now, 1", page: "" });
  assert.deepEqual(said, { kind: "warning", message: "f is refuted. f([]): before, 0; now, 1", buttons: ["Show", "Make a Test", "Fix It"] });
});

test("what is not refuted is told without alarm", () => {
  const said = notice({ number: 1, name: "f", verdict: "not_refuted", headline: "f: not refuted (312 inputs)" });
  assert.deepEqual(said, { kind: "information", message: "f: not refuted (312 inputs)", buttons: ["Show"] });
});

test("what is kept says so, and can be tried again", () => {
  const said = notice({ number: 1, name: "f", verdict: "not_refuted", headline: "f: not refuted", keptFrom: "2026-11-22" });
  assert.equal(said?.message, "f: not refuted (kept from 2026-11-22)");
  assert.deepEqual(said?.buttons, ["Show", "Try Again"]);
});

test("trouble is one message, and what was cancelled none", () => {
  assert.deepEqual(notice({ trouble: "No sandbox works here. Install bubblewrap." }), { kind: "error", message: "Guyline: No sandbox works here. Install bubblewrap.", buttons: [] });
  assert.equal(notice({ cancelled: true }), undefined);
});

test("a function stands for others of its class or module only", () => {
  assert.equal(around(FUNCTIONS, 3)?.name, "slow");
  assert.equal(around(FUNCTIONS, 5), undefined);
  assert.deepEqual(rivals(FUNCTIONS, "slow").map((each) => each.name), ["fast"]);
  assert.deepEqual(rivals(FUNCTIONS, "Tent.fold").map((each) => each.name), ["Tent.pitch"]);
});
