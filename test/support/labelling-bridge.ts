/** Runs in a page: the screen of labelling over a real session, in reach of tests. */
import { mount } from "svelte";
import type { ImageSaid } from "../../src/labelling/model-says.js";
import type { ModelCard } from "../../src/models/card/card-types.js";
import type { SpokenBox } from "../../src/tasks/predictions.js";
import type { LabellingState } from "../../src/web/app/labelling-state.svelte.js";
import { createLabellingState } from "../../src/web/app/labelling-state.svelte.js";
import { startModuleWorker } from "../../src/web/inference/start-worker.js";
import { openLabelStore } from "../../src/web/projects/label-store.js";
import { type SessionClient, startSession } from "../../src/web/session/session-client.js";
import { openSessionLabels, type SessionLabels } from "../../src/web/session/session-labels.js";
import LabellingFrame from "./LabellingFrame.svelte";

type Asked = Parameters<LabellingState["begin"]>[0];

export interface LabellingBridge {
  readonly labelling: LabellingState;
  /** Whether somebody asked for the results. */
  hasResults: boolean;
  /** Scores the images with the model among the files, and begins or goes on. */
  begin(files: readonly (readonly [path: string, base64: string])[], asked: Asked): Promise<void>;
  /** The same for a detector that found these boxes in each image, without running one. */
  beginBoxes(
    files: readonly (readonly [path: string, base64: string])[],
    asked: Asked,
    boxes: readonly SpokenBox[],
    card?: FoundCard,
  ): Promise<void>;
}

/** What a card says of a model that finds things. */
interface FoundCard {
  readonly task: string;
  readonly labels: readonly string[];
  readonly decode?: { readonly points: readonly string[] };
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

function blobs(files: Parameters<LabellingBridge["begin"]>[0]): ReadonlyMap<string, Blob> {
  return new Map(
    files.map(([path, base64]) => [
      path,
      new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]),
    ]),
  );
}

/** The session with labels of a detector whose boxes are made up. */
function withBoxes(
  images: readonly string[],
  boxes: readonly SpokenBox[],
  given: FoundCard = { task: "detection", labels: ["fox", "deer"] },
): SessionClient {
  let labels: SessionLabels | null = null;
  const open = (): SessionLabels => {
    if (labels === null) throw new Error("labels before they are opened");
    return labels;
  };
  const said = (image: string): ImageSaid => ({
    image,
    labels: boxes.map(({ label }) => label),
    sureness: null,
    boxes,
    sizePx: [400, 300],
    problem: null,
  });
  const card = given as unknown as ModelCard;
  return {
    ...session,
    filePicture: session.filePicture,
    async openLabels({ by, ...options }) {
      const all = { images, of: new Map(images.map((image) => [image, said(image)])) };
      labels = openSessionLabels(all, { card }, null, options);
      const { as, unread } = labels;
      const told = labels.told(by);
      return { text: labels.text(), as, unread, told, labellers: labels.labellers() };
    },
    label: async (...step) => open().take(...step),
    labelled: async (by) => open().labelled(by),
    labelRanges: async (by) => open().ranges(by),
    exportLabels: async (by, format) => open().export(by, format),
    labelsToEvaluate: async (by) => open().toEvaluate(by),
  };
}

async function start(state: LabellingState, asked: Asked): Promise<void> {
  const store = await openLabelStore();
  state.keepWith({
    isKept: store.isKept,
    read: () => store.read("test"),
    begin: (text) => store.begin("test", text),
    setAside: (text) => store.setAside("test", text),
    append: (line) => store.append("test", line),
  });
  await state.begin(asked, "Ada");
  const target = document.getElementById("app");
  if (target === null) throw new Error("a page without a place for the app");
  target.replaceChildren();
  const results = () => {
    globalThis.labelling.hasResults = true;
  };
  mount(LabellingFrame, { target, props: { labelling: state, results } });
}

const state = createLabellingState(session);

globalThis.labelling = {
  labelling: state,
  hasResults: false,
  async begin(files, asked) {
    await session.addFiles(blobs(files));
    await session.useModel("model.onnx");
    await session.says({ signal: new AbortController().signal, seed: asked.seed });
    await start(state, asked);
  },
  async beginBoxes(files, asked, boxes, card) {
    await session.addFiles(blobs(files));
    const images = files.map(([path]) => path);
    const made = createLabellingState(withBoxes(images, boxes, card));
    globalThis.labelling = { ...globalThis.labelling, labelling: made };
    await start(made, asked);
  },
};
