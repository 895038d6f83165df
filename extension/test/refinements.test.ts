import assert from "node:assert/strict";
import { test } from "node:test";
import { told } from "../src/refinements";

test("a fix says what was run, and can be made", () => {
  const said = told({ number: 1, fixed: true, title: "Fix add: test_add passes, 14 others still pass" });
  assert.deepEqual(said, { kind: "information", message: "Guyline: Fix add: test_add passes, 14 others still pass", buttons: ["Make the Edit"] });
});

test("no fix and trouble lead to another command, and what was cancelled to nothing", () => {
  assert.deepEqual(told({ fixed: false, title: "No fix for add: none" })?.buttons, ["Give Another Command"]);
  assert.equal(told({ trouble: "No test was found." })?.kind, "error");
  assert.equal(told({ cancelled: true }), undefined);
});
