/** Runs in a page: the app's state and its later screens, in reach of tests that begin there. */
import { mount } from "svelte";
import { createAppState } from "../../src/web/app/app-state.svelte.js";
import type { AppState } from "../../src/web/app/app-types.js";
import { createGalleryState, type GallerySource } from "../../src/web/app/gallery-state.svelte.js";
import { createLabelChanges } from "../../src/web/app/label-changes.svelte.js";
import Gallery from "../../src/web/app/steps/Gallery.svelte";
import { startModuleWorker } from "../../src/web/inference/start-worker.js";
import { startSession } from "../../src/web/session/session-client.js";
import type { ItemTold } from "../../src/web/session/session-gallery.js";
import type { SessionQuestion } from "../../src/web/session/session-types.js";
import ScreensFrame from "./ScreensFrame.svelte";

export interface AppBridge {
  readonly app: AppState;
  /** Files with labels beside them, names decided, up to the question. */
  prepare(files: readonly (readonly [path: string, base64: string])[]): Promise<void>;
  /** Asks, and so starts the run. */
  ask(question: SessionQuestion): void;
  /** Shows the gallery alone, with so many made-up images of one colour each. */
  showMany(count: number): void;
}

declare global {
  var screens: AppBridge;
}

function madeUp(count: number): GallerySource {
  const told = (item: number): ItemTold => ({
    item,
    file: `${item}.png`,
    labels: ["red"],
    answers: ["green"],
    right: false,
    sureness: 0.9,
    why: null,
    boxes: [],
    hasMasks: false,
    hasOutlines: false,
  });
  return {
    select: async () => ({
      items: Int32Array.from({ length: count }, (_, i) => i),
      chosen: count,
      right: 0,
      mistakes: count,
      answered: count,
      listed: 0,
      unit: "image",
      classes: [],
      attributes: [],
      hasTimes: false,
      hasLikeness: false,
      newLabels: [],
    }),
    shares: async (_parts, marks) => ({
      all: new Int32Array(marks.length),
      chosen: new Int32Array(marks.length),
    }),
    items: async (items) => Array.from(items, told),
    item: async (item) => ({ ...told(item), scores: [], attributes: [], firstLabel: null }),
    outlines: async () => null,
    masks: async () => null,
    thresholds: async () => null,
    rightOne: async () => null,
    neighbours: async (item) => ({ item, items: [told(item)], areByTime: false }),
    picture: async (item) => ({
      widthPx: 160,
      heightPx: 160,
      rgba: new Uint8ClampedArray(160 * 160 * 4).fill(100 + (item % 100)),
    }),
  };
}

const base = new URL(".", location.href).href;
const session = startSession(startModuleWorker(new URL("session.js", base).href), {
  base,
  version: "0.0.0-test",
  scorer: new URL("scorer.js", base).href,
});
const app = createAppState(session);
const target = document.getElementById("app");
if (target !== null) {
  target.replaceChildren();
  mount(ScreensFrame, { target, props: { app } });
}

globalThis.screens = {
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
  showMany(count) {
    const gallery = createGalleryState(madeUp(count));
    gallery.renew();
    const relabelled = createLabelChanges(async () => {});
    const place = document.createElement("main");
    place.id = "main";
    document.body.replaceChildren(place);
    mount(Gallery, { target: place, props: { gallery, relabelled, label: "Made up" } });
  },
};
