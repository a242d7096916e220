/** Runs in a page: the screen of labelling over a real session, in reach of tests. */
import { mount } from "svelte";
import type { LabellingState, LabelsAsked } from "../../src/web/app/labelling-state.svelte.js";
import { createLabellingState } from "../../src/web/app/labelling-state.svelte.js";
import { startModuleWorker } from "../../src/web/inference/start-worker.js";
import { openLabelStore } from "../../src/web/projects/label-store.js";
import { startSession } from "../../src/web/session/session-client.js";
import LabellingFrame from "./LabellingFrame.svelte";

export interface LabellingBridge {
  readonly labelling: LabellingState;
  /** Whether somebody asked for the results. */
  hasResults: boolean;
  /** Scores the images with the model among the files, and begins or goes on. */
  begin(
    files: readonly (readonly [path: string, base64: string])[],
    asked: LabelsAsked,
  ): Promise<void>;
}

declare global {
  var labelling: LabellingBridge;
}

const base = new URL(".", location.href).href;
const session = startSession(startModuleWorker(new URL("session.js", base).href), {
  base,
  version: "0.0.0-test",
  scorer: new URL("scorer.js", base).href,
});
const state = createLabellingState(session);

globalThis.labelling = {
  labelling: state,
  hasResults: false,
  async begin(files, asked) {
    const store = await openLabelStore();
    state.keepWith({
      isKept: store.isKept,
      read: () => store.read("test"),
      begin: (text) => store.begin("test", text),
      append: (line) => store.append("test", line),
    });
    await session.addFiles(
      new Map(
        files.map(([path, base64]) => [
          path,
          new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]),
        ]),
      ),
    );
    await session.useModel("model.onnx");
    await session.says({ signal: new AbortController().signal, seed: asked.seed });
    await state.begin(asked, "Ada");
    const target = document.getElementById("app");
    if (target === null) throw new Error("a page without a place for the app");
    target.replaceChildren();
    const results = () => {
      globalThis.labelling.hasResults = true;
    };
    mount(LabellingFrame, { target, props: { labelling: state, results } });
  },
};
