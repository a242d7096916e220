import { describe, expect, it } from "vitest";
import type { ImageSaid } from "../../src/labelling/model-says.js";
import type { ModelCard } from "../../src/models/card/card-types.js";
import { createBoxes } from "../../src/web/app/labelling/boxes.svelte.js";
import type {
  LabelScreenState,
  MarkStep,
} from "../../src/web/app/labelling/label-screen.svelte.js";
import {
  createLabellingState,
  type LabelKeeper,
} from "../../src/web/app/labelling-state.svelte.js";
import { createSaysState } from "../../src/web/app/says-state.svelte.js";
import type { SessionClient } from "../../src/web/session/session-client.js";
import { openSessionLabels, type SessionLabels } from "../../src/web/session/session-labels.js";

const IMAGES = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"];
const saidOf = (image: string): ImageSaid => ({
  image,
  labels: ["deer"],
  sureness: 0.9,
  boxes: [],
  sizePx: [4, 3],
  problem: null,
});

describe("what the model says, as it comes", () => {
  /** A session that tells an image whenever a test says so. */
  function speaking() {
    const runs: {
      tell: (image: string) => void;
      end: (cause?: Error) => void;
      isOver: () => boolean;
    }[] = [];
    const session = {
      says: ({ onSaid, signal }: Parameters<SessionClient["says"]>[0]) =>
        new Promise<void>((resolve, reject) => {
          let done = 0;
          signal.addEventListener("abort", () => reject(new Error("stopped")));
          runs.push({
            tell: (image) => onSaid?.(saidOf(image), ++done, IMAGES.length),
            end: (cause) => (cause === undefined ? resolve() : reject(cause)),
            isOver: () => signal.aborted,
          });
        }),
    } as unknown as SessionClient;
    return { runs, session };
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve));

  it("is a list that grows, and is whole at the end", async () => {
    const { runs, session } = speaking();
    const failures: unknown[] = [];
    const says = createSaysState(session, (cause) => failures.push(cause));
    const ended = says.start(1);
    await settled();
    runs[0]!.tell("a.jpg");
    await settled();
    expect([says.said.length, says.total, says.isUnderWay, says.isDone]).toEqual([
      1,
      4,
      true,
      false,
    ]);
    for (const image of IMAGES.slice(1)) runs[0]!.tell(image);
    runs[0]!.end();
    await ended;
    expect(says.said.map(({ image }) => image)).toEqual(IMAGES);
    expect([says.isUnderWay, says.isDone]).toEqual([false, true]);
    await says.start(1);
    expect(runs).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  it("keeps what came where it is stopped, begins again after it, and tells what fails", async () => {
    const { runs, session } = speaking();
    const failures: unknown[] = [];
    const says = createSaysState(session, (cause) => failures.push(cause));
    void says.start(1);
    await settled();
    runs[0]!.tell("a.jpg");
    await says.stop();
    expect([says.said.length, says.isUnderWay, says.isDone]).toEqual([1, false, false]);
    expect(failures).toEqual([]);
    const again = says.start(1);
    await settled();
    runs[1]!.end(new Error("no engine"));
    await again;
    expect(failures).toEqual([new Error("no engine")]);
  });

  it("is nothing after other files, even if an image of before comes late", async () => {
    const { runs, session } = speaking();
    const says = createSaysState(session, () => {});
    void says.start(1);
    await settled();
    runs[0]!.tell("a.jpg");
    says.clear();
    runs[0]!.tell("b.jpg");
    await settled();
    expect([says.said, says.total, runs[0]!.isOver()]).toEqual([[], null, true]);
  });
});

describe("labelling", () => {
  const question = { claims: ["accuracy=0.9"], tolerance: 0.05 };
  const card = {
    card: { task: "classification", labels: ["deer", "fox"] } as unknown as ModelCard,
  };

  function begun() {
    const all = { images: IMAGES, of: new Map(IMAGES.map((image) => [image, saidOf(image)])) };
    let labels: SessionLabels | null = null;
    const session = {
      async openLabels({ by, ...options }: Parameters<SessionClient["openLabels"]>[0]) {
        labels = openSessionLabels(all, card, null, options);
        const { as, unread } = labels;
        return {
          text: labels.text(),
          as,
          unread,
          told: labels.told(by),
          labellers: labels.labellers(),
        };
      },
      label: async (...step: Parameters<SessionLabels["take"]>) => labels!.take(...step),
      labelsToEvaluate: async (by: string) => labels!.toEvaluate(by),
    } as unknown as SessionClient;
    return createLabellingState(session);
  }
  /** Keeps lines as the page does, and may refuse to. */
  function keeping(log: string | null = null) {
    const kept = { log, aside: [] as string[], isFull: false };
    const keeper: LabelKeeper = {
      isKept: true,
      read: async () => kept.log,
      async begin(text) {
        kept.log = text;
      },
      async setAside(text) {
        kept.aside.push(text);
      },
      async append(line) {
        if (kept.isFull) throw new Error("the disk is full");
        kept.log += line;
      },
    };
    return { kept, keeper };
  }
  const deer = (image: string) =>
    ({ kind: "label", image, label: { kind: "labels", labels: ["deer"] } }) as const;

  it("keeps each label before it tells the next image, and goes on where it was", async () => {
    const { kept, keeper } = keeping();
    const state = begun();
    state.keepWith(keeper);
    await state.begin({ question, seed: 1 });
    const first = state.told!.image!;
    expect(await state.take(deer(first))).toBe(true);
    expect(kept.log!.trim().split("\n")).toHaveLength(2);
    expect([state.told!.done, state.told!.image === first]).toEqual([1, false]);

    const later = begun();
    later.keepWith(keeper);
    later.restore(state.save());
    await later.goOn();
    expect([later.wentOnAt, later.told!.done, later.by]).toEqual([2, 1, state.by]);
    const { path, made } = await later.file();
    expect(path).toBe("homeground-labels.csv");
    expect(made).toMatchObject({ seed: 1, looked: 1, seen: 0, by: state.by });
  });

  it("takes nothing that could not be kept", async () => {
    const { kept, keeper } = keeping();
    const state = begun();
    state.keepWith(keeper);
    await state.begin({ question, seed: 1 });
    kept.isFull = true;
    const image = state.told!.image!;
    expect(await state.take(deer(image))).toBe(false);
    expect([state.told!.done, state.told!.image]).toEqual([0, image]);
    expect(state.error?.what).toContain("the disk is full");
  });

  it("sets aside a log that cannot be read whole, and goes on with what can", async () => {
    const first = begun();
    const { kept, keeper } = keeping();
    first.keepWith(keeper);
    await first.begin({ question, seed: 1 });
    await first.take(deer(first.told!.image!));
    const whole = kept.log!;
    kept.log = `${whole}{"damaged"}\n`;
    const state = begun();
    state.keepWith(keeper);
    await state.begin({ question, seed: 1 });
    expect([state.unread, state.told!.done]).toEqual([1, 1]);
    expect(kept.aside).toEqual([`${whole}{"damaged"}\n`]);
    expect(kept.log).not.toContain("damaged");
  });

  it("says that a label is not blind whose prediction was on the screen", async () => {
    const state = begun();
    await state.begin({ question, seed: 1 });
    const image = state.told!.image!;
    state.show([image]);
    await state.take(deer(image));
    expect((await state.file()).made.seen).toBe(1);
  });
});

describe("boxes of an image", () => {
  /** A screen with a picture made smaller than its file; what the model found is of the image before. */
  const screenOf = (steps: MarkStep[]) =>
    ({
      told: { objects: [], sizePx: null },
      reviewed: null,
      picture: { widthPx: 100, heightPx: 50, fileWidthPx: 4000, fileHeightPx: 2003 },
      chosen: ["fox"],
      labelling: { as: null },
      edit: (step: MarkStep) => steps.push(step),
    }) as unknown as LabelScreenState;

  it("are in pixels of its file, whether the model has read it yet or not", () => {
    const steps: MarkStep[] = [];
    const boxes = createBoxes(screenOf(steps));
    expect(boxes.frame).toEqual([4000, 2003]);
    boxes.add();
    boxes.hold(null, { kind: "box", x: 3900, y: 10, width: 300, height: 40 });
    boxes.drop(true);
    expect(steps.map((step) => ("place" in step ? step.place : null))).toEqual([
      { kind: "box", x: 1500, y: 751.125, width: 1000, height: 500.75 },
      { kind: "box", x: 3700, y: 10, width: 300, height: 40 },
    ]);
  });
});
