// What the editor shows to be wrong, for the server: all of a document at a time, soon after it has changed.

/** The notification; its parameters are those of `textDocument/publishDiagnostics`. */
export const METHOD = "guyline/diagnostics";

const DELAY = 300; // milliseconds: a checker that is at work says several things in a row
const MOST = 200; // of one document
const LONGEST = 500; // characters of a message
const [ERROR, WARNING] = [0, 1]; // as the editor numbers them; the protocol begins at 1

interface Place {
  readonly line: number;
  readonly character: number;
}

interface Range {
  readonly start: Place;
  readonly end: Place;
}

/** What is used of an editor's diagnostic. */
export interface Diagnostic {
  readonly range: Range;
  readonly severity: number;
  readonly message: string;
  readonly source?: string | undefined;
}

/** What the server is told of one document. */
export interface Said {
  readonly uri: string;
  readonly version: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** The editor, as far as it matters here. */
export interface Editor {
  /** Whether the settings want any of it. */
  wanted(): boolean;
  /** The documents that are open and served. */
  documents(): Iterable<string>;
  /** The version of such a document; undefined for any other. */
  version(uri: string): number | undefined;
  /** What is wrong in it. */
  diagnostics(uri: string): readonly Diagnostic[];
}

/** Tells the server what is wrong, once it is something else than before. */
export class Problems {
  /** Documents to tell of, by the version of the last change of their problems. */
  private readonly waiting = new Map<string, number>();
  /** What the server was told, as text: nothing for documents without problems, "" where it may be anything. */
  private readonly told = new Map<string, string>();
  private scheduled = false;

  constructor(
    private readonly editor: Editor,
    private readonly send: (said: Said) => void,
    private readonly later: (run: () => void, milliseconds: number) => unknown = setTimeout,
  ) {}

  /** Problems of some documents may have changed. */
  changed(uris: Iterable<string>): void {
    if (!this.editor.wanted()) return;
    for (const uri of uris) {
      const version = this.editor.version(uri);
      if (version !== undefined) this.waiting.set(uri, version);
    }
    if (this.scheduled || this.waiting.size === 0) return;
    this.scheduled = true;
    this.later(() => this.tell(), DELAY);
  }

  /** Tell anew of all documents: the server is another one, or the settings are. */
  everything(): void {
    for (const uri of this.told.keys()) this.told.set(uri, "");
    this.changed(this.editor.documents());
  }

  /** A document was closed; the server forgets it by itself. */
  closed(uri: string): void {
    this.waiting.delete(uri);
    this.told.delete(uri);
  }

  private tell(): void {
    this.scheduled = false;
    const waiting = [...this.waiting];
    this.waiting.clear();
    if (!this.editor.wanted()) return;
    for (const [uri, version] of waiting) {
      if (this.editor.version(uri) === undefined) continue;
      const diagnostics = selected(this.editor.diagnostics(uri));
      // The same list of another version is news: a problem is still there though its line was changed.
      const text = diagnostics.length === 0 ? undefined : JSON.stringify([version, diagnostics]);
      if (text === this.told.get(uri)) continue;
      if (text === undefined) this.told.delete(uri);
      else this.told.set(uri, text);
      this.send({ uri, version, diagnostics });
    }
  }
}

/** The errors and warnings, as the protocol has them; not Guyline's own. */
export function selected(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const of = (severity: number) => diagnostics.filter((each) => each.severity === severity && each.source !== "Guyline");
  return [...of(ERROR), ...of(WARNING)].slice(0, MOST).map(({ range, severity, message, source }) => ({
    range: { start: place(range.start), end: place(range.end) },
    severity: severity + 1,
    message: message.slice(0, LONGEST),
    ...(source === undefined ? {} : { source }),
  }));
}

function place({ line, character }: Place): Place {
  return { line, character };
}
