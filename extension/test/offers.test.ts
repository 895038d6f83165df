import assert from "node:assert/strict";
import { test } from "node:test";
import { choices, type Found, type Offer, verdict } from "../src/offers";

const CLAIM = "at least 4.2 times as fast from size 256 on; 312 inputs";
const offer = (kind: string, more: Partial<Offer> = {}): Offer => ({ kind, title: `Ask min: ${CLAIM}`, claim: CLAIM, byModel: false, notes: [], page: "", ...more });

test("each offer is one line, its claim below", () => {
  const found: Found = { number: 1, name: "f", tried: 7, offers: [offer("fastest", { notes: ["longer: 2 lines before, 9 now"] }), offer("smallest")] };
  const [first, second, all, wish] = choices(found);
  assert.deepEqual(first, { label: "Fastest", description: "Ask min", detail: `${CLAIM}; worse: longer: 2 lines before, 9 now`, does: { offer: 0 } });
  assert.equal(second?.label, "Smallest change");
  assert.deepEqual([all?.does, all?.description], ["show", "7 tried"]);
  assert.equal(wish?.does, "wish");
  assert.equal(verdict(found), undefined);
});

test("what a model wrote is marked in its title, which stays", () => {
  const [only] = choices({ offers: [offer("fastest", { title: `(AI) A set: ${CLAIM}`, byModel: true })] });
  assert.equal(only?.description, "(AI) A set");
});

test("nothing found is told, with what was left out", () => {
  const said = verdict({ number: 1, name: "f", tried: 1, offers: [], notes: ["no model was asked"] });
  assert.deepEqual(said, { kind: "information", message: "Nothing was found that makes f faster and stands: one edit was tried (no model was asked)." });
});

test("trouble is one message, and what was cancelled none", () => {
  assert.deepEqual(verdict({ trouble: "No sandbox works here." }), { kind: "error", message: "Guyline: No sandbox works here." });
  assert.equal(verdict({ cancelled: true }), undefined);
});
