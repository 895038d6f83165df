import assert from "node:assert/strict";
import { test } from "node:test";
import { type Diagnostic, Problems, type Said, selected } from "../src/problems";

const range = { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } };
const wrong = (message: string, severity = 0, source?: string): Diagnostic => ({ range, severity, message, source });

/** An editor with one document, a server that notes what it is told, and time that passes by hand. */
function standIn() {
  const found: Record<string, Diagnostic[]> = { "file:///a.py": [] };
  const state = { wanted: true, version: 1, found, sent: [] as Said[], waits: [] as (() => void)[] };
  const editor = {
    wanted: () => state.wanted,
    documents: () => Object.keys(found),
    version: (uri: string) => (uri in found ? state.version : undefined),
    diagnostics: (uri: string) => found[uri] ?? [],
  };
  const problems = new Problems(editor, (said) => state.sent.push(said), (run) => state.waits.push(run));
  const pass = () => state.waits.splice(0).forEach((run) => run());
  const say = (...diagnostics: Diagnostic[]) => {
    found["file:///a.py"] = diagnostics;
    problems.changed(["file:///a.py"]);
  };
  const messages = () => state.sent.splice(0).map((said) => said.diagnostics.map((each) => each.message).join());
  return { state, problems, pass, say, messages };
}

test("several changes in a row are told once, as they are in the end", () => {
  const { state, pass, say, messages } = standIn();
  say(wrong("one"));
  say(wrong("two"));
  assert.deepEqual(state.sent, []);
  assert.equal(state.waits.length, 1);
  pass();
  assert.deepEqual(messages(), ["two"]);
  pass();
  assert.deepEqual(messages(), []);
});

test("only what is something else than before is told", () => {
  const { state, pass, say, messages } = standIn();
  const told = (...diagnostics: Diagnostic[]) => {
    say(...diagnostics);
    pass();
    return messages();
  };
  assert.deepEqual(told(), []);
  assert.deepEqual(told(wrong("one")), ["one"]);
  assert.deepEqual(told(wrong("one")), []);
  assert.deepEqual(told(wrong("one"), wrong("a hint", 3)), []);
  state.version = 2; // its line may have been changed, and it is still wrong
  assert.deepEqual(told(wrong("one")), ["one"]);
  assert.deepEqual(told(), [""]);
  assert.deepEqual(told(), []);
});

test("the version is that of the change, not of the time it is told", () => {
  const { state, pass, say } = standIn();
  say(wrong("one"));
  state.version = 2;
  pass();
  assert.equal(state.sent[0]?.version, 1);
});

test("documents that are not served or closed are left out", () => {
  const { state, problems, pass, say } = standIn();
  problems.changed(["file:///other.py"]);
  assert.equal(state.waits.length, 0);
  say(wrong("one"));
  problems.closed("file:///a.py");
  pass();
  say(wrong("one"));
  delete state.found["file:///a.py"];
  pass();
  assert.deepEqual(state.sent, []);
});

test("nothing is told where it is off, and all of it once it is on", () => {
  const { state, problems, pass, say, messages } = standIn();
  state.wanted = false;
  say(wrong("one"));
  assert.equal(state.waits.length, 0);
  state.wanted = true;
  problems.everything();
  pass();
  assert.deepEqual(messages(), ["one"]);
  say(wrong("two"));
  state.wanted = false;
  pass();
  assert.deepEqual(messages(), []);
});

test("another server is told everything again", () => {
  const { problems, pass, say, messages } = standIn();
  say(wrong("one"));
  pass();
  problems.everything();
  pass();
  assert.deepEqual(messages(), ["one", "one"]);
  problems.everything();
  say();
  pass();
  assert.deepEqual(messages(), [""]);
});

test("errors come first, then warnings, by the protocol's numbers and no more", () => {
  const found = [wrong("b", 1, "ruff"), wrong("c", 2), wrong("d", 3), wrong("own", 0, "Guyline"), wrong("a")];
  assert.deepEqual(selected(found), [
    { range, severity: 1, message: "a" },
    { range, severity: 2, message: "b", source: "ruff" },
  ]);
});

test("many diagnostics and long ones are cut", () => {
  const many = selected(Array.from({ length: 5000 }, () => wrong("x".repeat(5000))));
  assert.equal(many.length, 200);
  assert.equal(many[0]?.message.length, 500);
});
