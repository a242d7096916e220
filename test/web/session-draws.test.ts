import { describe, expect, it } from "vitest";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readImageTruth } from "../../src/formats/read.js";
import type { DrawWanted } from "../../src/labelling/label-draw.js";
import { readLabelLog } from "../../src/labelling/label-log.js";
import type { ImageSaid } from "../../src/labelling/model-says.js";
import type { ModelCard } from "../../src/models/card/card-types.js";
import { createLabellingState } from "../../src/web/app/labelling-state.svelte.js";
import type { SessionClient } from "../../src/web/session/session-client.js";
import { type DrawPlaces, drawList, offersToDraw } from "../../src/web/session/session-draws.js";
import { openSessionLabels, type SessionLabels } from "../../src/web/session/session-labels.js";
import type { DroppedFiles, SessionModel } from "../../src/web/session/session-state.js";

const SAID: readonly ImageSaid[] = Array.from({ length: 90 }, (_, i) => ({
  image: `cam${i % 3}/${100 + i}.jpg`,
  labels: [i % 2 === 0 ? "deer" : "fox"],
  sureness: 0.4 + i / 200,
  boxes: [],
  sizePx: [640, 480],
  problem: null,
}));
const said = {
  images: SAID.map(({ image }) => image),
  of: new Map(SAID.map((one) => [one.image, one])),
};
const model = {
  card: { task: "classification", labels: ["deer", "fox"] } as unknown as ModelCard,
} as SessionModel;
const files = {
  access: createMemoryFileAccess(new Map()),
  listed: SAID.map(({ image }) => ({ path: image, sizeBytes: 1 })),
} as unknown as DroppedFiles;
const asked = { seed: 3, question: { claims: ["accuracy=0.9"], tolerance: 0.05 } };
const who = { by: "Ada", at: "2026-11-29T12:00:00Z" };
const WANTED: DrawWanted = { design: "proportional", by: "folder", images: 12 };

const places = (labels: SessionLabels | null): DrawPlaces => ({
  files,
  tables: [],
  said,
  first: { ...model, id: "model", model: null },
  labels,
  by: "Ada",
});

/** As a session begins, or draws anew. */
async function open(
  draw?: DrawWanted | "random",
  { labels = null, kept }: { readonly labels?: SessionLabels | null; readonly kept?: string } = {},
): Promise<SessionLabels> {
  const drawn =
    draw === undefined || draw === "random" ? draw : await drawList(places(labels), draw, 3);
  return openSessionLabels(
    said,
    model,
    null,
    {
      ...asked,
      ...(kept === undefined ? {} : { kept }),
      ...(drawn === undefined ? {} : { drawn }),
    },
    "coco",
  );
}

/** Labels the next image, rightly where the model is sure. */
function label(labels: SessionLabels): string {
  const { image } = labels.told("Ada");
  const {
    labels: [says],
    sureness,
  } = said.of.get(image!)!;
  const truth = sureness! > 0.55 ? says! : says === "deer" ? "fox" : "deer";
  const step = {
    kind: "label",
    image: image!,
    label: { kind: "labels", labels: [truth] },
  } as const;
  return labels.take(step, who).line;
}

describe("a drawn list in a session", () => {
  it("has no look before its end, goes on after a reload, and is evaluated as a list", async () => {
    let labels = await open(WANTED);
    expect(labels.as).toMatchObject({ draw: "proportional", saveAs: "csv" });
    expect(labels.told("Ada")).toMatchObject({ images: 12, done: 0, look: null, outlook: null });
    let kept = labels.text();
    for (let i = 0; i < 12; i++) {
      kept += label(labels);
      const told = labels.told("Ada");
      expect(told).toMatchObject({ done: i + 1, look: null, outlook: null });
      if (i % 4 === 0) labels = await open(undefined, { kept });
      expect(labels.told("Ada")).toEqual(told);
    }
    expect(labels.told("Ada").image).toBeNull();
    expect(labels.ranges("Ada")).toEqual([]);
    const { made, files: written } = labels.toEvaluate("Ada");
    expect(made).toMatchObject({ looks: "none", images: 12, looked: 12 });
    const bytes = new Uint8Array(await written[0]!.blob.arrayBuffer());
    const truth = await readImageTruth(
      createMemoryFileAccess(new Map([["l.csv", bytes]])),
      "l.csv",
    );
    expect([...truth.attributes.columns.keys()]).toContain("stratum_pool");
    // Each of three folders has its third.
    const of = truth.file.map((path) => path.slice(0, 4));
    expect(["cam0", "cam1", "cam2"].map((cam) => of.filter((one) => one === cam).length)).toEqual([
      4, 4, 4,
    ]);
  });

  it("keeps every row that nobody came to, with a blank label", async () => {
    const labels = await open(WANTED);
    for (let i = 0; i < 5; i++) label(labels);
    const text = await labels.export("Ada", "csv").files[0]!.blob.text();
    const rows = text.trim().split("\n").slice(1);
    expect(rows).toHaveLength(12);
    expect(rows.filter((row) => row.split(",")[1] === "")).toHaveLength(7);
    expect(labels.toEvaluate("Ada").made.looked).toBe(5);
  });

  it("more where the model is unsure comes after labels at random that show it, and leads back", async () => {
    const random = await open();
    let kept = random.text();
    const offer = async (labels: SessionLabels | null) =>
      (await offersToDraw(places(labels))).map(({ design, refusal }) => [design, refusal === null]);
    expect(await offer(null)).toEqual([
      ["proportional", true],
      ["proportional", true],
      ["neyman", false],
      ["active", false],
    ]);
    for (let i = 0; i < 60; i++) kept += label(random);
    expect(await offer(random)).toEqual([
      ["proportional", true],
      ["proportional", true],
      ["neyman", true],
      ["active", true],
    ]);
    const active: DrawWanted = { design: "active", by: null, images: 40 };
    const labels = await open(active, { labels: random, kept });
    const { done, images } = labels.told("Ada");
    expect(images).toBe(40);
    expect(done).toBeGreaterThan(10); // of the pilot
    const text = await labels.export("Ada", "csv").files[0]!.blob.text();
    expect(text.split("\n")[0]).toMatch(/draw,draw_probability,from_pilot,design/);
    // Labels that were drawn by doubt are no pilot of another list.
    expect((await offer(labels)).slice(2)).toEqual([
      ["neyman", false],
      ["active", false],
    ]);
    const back = await open("random", { labels, kept: labels.text() });
    expect(back.told("Ada")).toEqual(random.told("Ada"));
  });

  it("is kept before the first image of it is shown, and drawn anew over the labels that are there", async () => {
    let labels: SessionLabels | null = null;
    let log = "";
    const session = {
      labelDraws: () => offersToDraw(places(labels)),
      async openLabels({ by, draw, kept }: Parameters<SessionClient["openLabels"]>[0]) {
        labels = await open(draw, { labels, ...(kept === undefined ? {} : { kept }) });
        const { as, unread } = labels;
        return { text: labels.text(), as, unread, told: labels.told(by), labellers: [by] };
      },
      label: async (...step: Parameters<SessionLabels["take"]>) => labels!.take(...step),
    } as unknown as SessionClient;
    const state = createLabellingState(session);
    state.keepWith({
      isKept: true,
      read: async () => log || null,
      async begin(text) {
        log = text;
      },
      setAside: async () => {},
      async append(line) {
        log += line;
      },
    });
    await state.begin(asked, "Ada", WANTED);
    expect(log).toContain('"design":"proportional"');
    expect((await state.draws("Ada")).length).toBe(4);
    const image = state.told!.image!;
    await state.take({ kind: "label", image, label: { kind: "labels", labels: ["deer"] } });
    const ofList = log;
    await state.redraw("random");
    expect(state.as?.draw).toBeNull();
    expect(state.told).toMatchObject({ images: 90, done: 1 });
    expect(log).not.toContain('"design"');
    expect(readLabelLog(log).events).toEqual(readLabelLog(ofList).events);
    await state.goOn();
    expect(state.told).toMatchObject({ images: 90, done: 1 });
  });
});
