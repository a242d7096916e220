/** Runs in a page: the app's state and its later screens, in reach of tests that begin there. */
import { mount } from "svelte";
import { type AppState, createAppState } from "../../src/web/app/app-state.svelte.js";
import { startModuleWorker } from "../../src/web/inference/start-worker.js";
import { startSession } from "../../src/web/session/session-client.js";
import type { SessionQuestion } from "../../src/web/session/session-types.js";
import ScreensFrame from "./ScreensFrame.svelte";

export interface AppBridge {
  readonly app: AppState;
  /** Files with labels beside them, names decided, up to the question. */
  prepare(files: readonly (readonly [path: string, base64: string])[]): Promise<void>;
  /** Asks, and so starts the run. */
  ask(question: SessionQuestion): void;
}

declare global {
  var bridge: AppBridge;
}

const base = new URL(".", location.href).href;
const session = startSession(startModuleWorker(new URL("session.js", base).href), {
  ...{ base, version: "0.0.0-test", scorer: new URL("scorer.js", base).href },
});
const app = createAppState(session);
const target = document.getElementById("app");
if (target !== null) {
  target.replaceChildren();
  mount(ScreensFrame, { target, props: { app } });
}

globalThis.bridge = {
  app,
  async prepare(files) {
    await app.add(
      new Map(
        files.map(([path, base64]) => [
          path,
          new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]),
        ]),
      ),
    );
    await app.read();
    if (app.error !== null) throw new Error(`${app.error.code}: ${app.error.what}`);
  },
  ask(question) {
    void app.ask(question);
  },
};
