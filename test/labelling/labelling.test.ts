import { describe, expect, it } from "vitest";
import type { ImageLabel } from "../../src/labelling/label-events.js";
import { openLabelling } from "../../src/labelling/labelling.js";

const IMAGES = Array.from({ length: 6 }, (_, i) => `${i}.jpg`);
const deer: ImageLabel = { kind: "labels", labels: ["deer"] };
const ada = { by: "Ada", at: "2026-11-29T12:00:00Z" };

describe("labelling", () => {
  it("goes on after any interruption with the next image, in the order drawn first", () => {
    const options = { images: IMAGES, seed: 4 };
    const first = openLabelling(options);
    const { order } = first.head;
    expect(first.place("Ada")).toMatchObject({ image: order[0], done: 0, images: 6 });
    let kept = first.text();
    kept += first.take({ kind: "label", image: order[0]!, label: deer }, ada);
    kept += first.take({ kind: "skip", image: order[1]! }, ada);
    kept += first.take({ kind: "label", image: order[2]!, label: { kind: "empty" } }, ada);
    expect(kept).toBe(first.text());
    // The last line was being written.
    const again = openLabelling({ ...options, seed: 9, kept: kept.slice(0, -5) });
    expect(again.head).toEqual(first.head);
    expect(again.place("Ada")).toMatchObject({ image: order[2], done: 1 });
    expect(again.unread).toBe(0);
    // A line that is none of ours, and what follows it.
    const [head, second, ...rest] = kept.trimEnd().split("\n");
    const broken = [head, second, "{}", ...rest, ""].join("\n");
    expect(openLabelling({ ...options, kept: broken }).unread).toBe(3);
    expect(openLabelling({ ...options, kept: "not a log\n" }).unread).toBe(1);
    const more = openLabelling({ images: [...IMAGES, "new.jpg"], seed: 9, kept });
    expect(more.head.order).toEqual([...order, "new.jpg"]);
    expect(more.place("Ada")).toMatchObject({ image: order[3], done: 2, images: 7 });
  });

  it("calls a label blind only where the prediction was not shown before", () => {
    const labelling = openLabelling({ images: IMAGES, seed: 4 });
    const image = labelling.head.order[0]!;
    const seen = (by: string) => labelling.place(by).state.images.get(image)?.seen;
    labelling.take({ kind: "label", image, label: deer }, ada);
    expect(seen("Ada")).toBe(false);
    labelling.take({ kind: "undo" }, ada);
    labelling.take({ kind: "label", image, label: { kind: "empty" } }, ada);
    expect(seen("Ada")).toBe(true);
    labelling.take({ kind: "label", image, label: deer }, { ...ada, by: "Bo" });
    expect(seen("Bo")).toBe(false);
    labelling.take({ kind: "label", image, label: deer }, { ...ada, by: "Cy", inSight: true });
    expect(seen("Cy")).toBe(true);
  });

  it("has an end", () => {
    const labelling = openLabelling({ images: IMAGES, seed: 4 });
    for (let i = 0; i < IMAGES.length; i++) {
      const { image } = labelling.place("Ada");
      labelling.take({ kind: "label", image: image!, label: { kind: "cannot-tell" } }, ada);
    }
    expect(labelling.place("Ada")).toMatchObject({ image: null, done: 6 });
    labelling.take({ kind: "undo" }, ada);
    expect(labelling.place("Ada").image).toBe(labelling.head.order[5]);
  });
});
