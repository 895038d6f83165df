import assert from "node:assert/strict";
import { test } from "node:test";
import { needsAttention, statusLabel, statusText, statusTooltip } from "../src/status";

test("the text is the state's icon and the name", () => {
  assert.equal(statusText({ state: "ready", message: "" }), "$(check) Guyline");
});

test("the tooltip tells the latency and what was checked", () => {
  const tooltip = statusTooltip({ state: "ready", message: "Ready", latencyMs: 120, verdict: "2 names checked" });
  assert.equal(tooltip, "Ready\n\nLast completion: 120 ms\n\nChecked: 2 names checked");
});

test("slow says why, and does not stand out", () => {
  const slow = { state: "slow", message: "Guyline is slow: 2.0 s a completion; the model takes 1.9 s of it" } as const;
  assert.equal(statusText(slow), "$(watch) Guyline");
  assert.match(statusTooltip(slow), /the model takes 1.9 s/);
  assert.ok(!needsAttention(slow));
});

test("a latency of zero is shown, absent parts are not", () => {
  assert.equal(statusTooltip({ state: "ready", message: "Ready", latencyMs: 0 }), "Ready\n\nLast completion: 0 ms");
  assert.equal(statusTooltip({ state: "off", message: "Off" }), "Off");
});

test("only what a person can act on stands out", () => {
  assert.ok(needsAttention({ state: "keyNeeded", message: "" }));
  assert.ok(!needsAttention({ state: "working", message: "" }));
});

test("a screen reader says what was checked", () => {
  assert.equal(statusLabel({ state: "ready", message: "Ready", verdict: "2 names checked" }), "Ready. Checked: 2 names checked");
  assert.equal(statusLabel({ state: "off", message: "Off" }), "Off");
});
