/** Runs in a page: a session that tests drive from outside. */
import type { FeaturesView } from "../../src/analyses/scope/features-view.js";
import type { LabelTarget } from "../../src/models/label-map.js";
import { startSession } from "../../src/web/session/session-client.js";
import type { ReadLabels, SessionQuestion } from "../../src/web/session/session-types.js";

export interface SessionBridge {
  add(files: readonly (readonly [path: string, base64: string])[]): Promise<unknown>;
  useModel(path: string): Promise<unknown>;
  useRecord(path: string): Promise<unknown>;
  useFeatures(path: string | null): Promise<void>;
  useTestFeatures(path: string | null): Promise<unknown>;
  /** What is said of features before any run; null where nothing is. */
  scope(): Promise<FeaturesView | null>;
  readLabels(labels: ReadLabels, predictions: string | null): Promise<unknown>;
  /** Names of the label file's columns, as the page offers them. */
  columns(): Promise<readonly string[]>;
  decide(decisions: readonly (readonly [string, LabelTarget])[] | "auto"): Promise<unknown>;
  ask(question: SessionQuestion): Promise<unknown>;
  /** What reproduces it on the command line. */
  command(): Promise<readonly string[]>;
  run(): Promise<{ files: { name: string; text: string }[]; stages: string[] }>;
}

declare global {
  var session: SessionBridge;
}

const base = new URL(".", location.href).href;
const client = startSession(new Worker("session.js", { type: "module" }), {
  base,
  scorer: new URL("scorer.js", base).href,
  version: "0.0.0-test",
});

globalThis.session = {
  add: (files) =>
    client.addFiles(
      new Map(
        files.map(([path, base64]) => [
          path,
          new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]),
        ]),
      ),
    ),
  useModel: (path) => client.useModel(path),
  useRecord: (path) => client.useRecord(path),
  useFeatures: (path) => client.useFeatures(path),
  useTestFeatures: (path) => client.useTestFeatures(path),
  scope: async () => (await client.scope({ signal: new AbortController().signal })).features,
  readLabels: (labels, predictions) => client.readLabels(labels, predictions),
  async columns() {
    const { columns } = await client.look({ signal: new AbortController().signal });
    return columns.map(({ name }) => name);
  },
  decide: (decisions) => client.decide(decisions === "auto" ? "auto" : new Map(decisions)),
  ask: (question) => client.ask(question),
  command: async () => (await client.command())?.words ?? [],
  async run() {
    const stages: string[] = [];
    const { files } = await client.run({
      signal: new AbortController().signal,
      onProgress: (stage, { done, total }) => stages.push(`${stage} ${done}/${total}`),
    });
    const told = await Promise.all(
      files.map(async ({ name, blob }) => ({ name, text: await blob.text() })),
    );
    return { files: told, stages };
  },
};
