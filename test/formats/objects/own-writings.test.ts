import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readObjectSet } from "../../../src/formats/read-object-set.js";
import { textFiles } from "../truth-view.js";
import { type GivenImage, givenImages, imagesOf, setOf, written } from "./set-view.js";

const isFound = (images: readonly GivenImage[]): boolean =>
  images.some(({ objects }) => objects !== "unlabelled" && objects.length > 0);

/** Labels of a few images, and images without one. */
const labelled = fc
  .array(fc.uniqueArray(fc.constantFrom("fox", "hare", "human", "a, b"), { maxLength: 3 }), {
    minLength: 1,
    maxLength: 5,
  })
  .filter((images) => images.some((labels) => labels.length > 0))
  .map((images) =>
    images.map((labels, i): GivenImage => ({ file: `${i}.jpg`, objects: [], labels })),
  );

/** What is read of what was written, and what is written of that. */
async function roundTrip(images: readonly GivenImage[], format: string) {
  const first = written(setOf(images), format);
  const files = images.map(({ file }) => file);
  const read = await readObjectSet(first.access, place(first.texts), { images: files });
  return { first, read, second: written(read.set, format) };
}

/** The file, where there is one. */
function place(texts: ReadonlyMap<string, string>): string {
  const [path = "", ...more] = texts.keys();
  return more.length === 0 ? path : "";
}

const without = (texts: ReadonlyMap<string, string>) =>
  new Map([...texts].map(([path, text]) => [path, text.replaceAll(/\d\.\d{12,}/g, "#")]));

describe("what is written here is read whole", () => {
  it.each(["label-studio", "camtrap-dp"])("annotations in %s", (format) =>
    fc.assert(
      fc.asyncProperty(givenImages({ scored: false }).filter(isFound), async (images) => {
        const { read, first, second } = await roundTrip(images, format);
        expect([read.notRead, read.objectsNotRead]).toEqual([[], 0]);
        expect([...second.texts.keys()]).toEqual([...first.texts.keys()]);
        expect(read.set.objectOrder.length).toBe(setOf(images).objectOrder.length);
      }),
      { seed: 3, numRuns: 40 },
    ),
  );

  it.each(["megadetector", "speciesnet", "label-studio"])("predictions in %s", (format) =>
    fc.assert(
      fc.asyncProperty(
        givenImages({ scored: true, label: fc.constantFrom("animal", "human", "vehicle") }).filter(
          isFound,
        ),
        async (images) => {
          const { read, first, second } = await roundTrip(images, format);
          expect([read.notRead, read.objectsNotRead]).toEqual([[], 0]);
          expect([...without(second.texts).keys()]).toEqual([...without(first.texts).keys()]);
          expect(read.set.kind).toBe("predictions");
          const states = (set: typeof read.set) => [...set.state];
          expect(states(read.set)).toEqual(states(setOf(images)));
        },
      ),
      { seed: 3, numRuns: 40 },
    ),
  );

  it("YOLO's folder", () =>
    fc.assert(
      fc.asyncProperty(
        givenImages({ scored: false, label: fc.constantFrom("fox", "hare") }).filter(isFound),
        async (images) => {
          const { read } = await roundTrip(images, "yolo");
          expect([read.notRead, read.objectsNotRead]).toEqual([[], 0]);
          expect(read.set.objectOrder.length).toBe(setOf(images).objectOrder.length);
        },
      ),
      { seed: 3, numRuns: 40 },
    ));

  it("YOLO's outlines of four corners, which nobody is asked about", async () => {
    const box = [10, 10, 30, 20] as const;
    const parts = [[10, 10, 40, 10, 40, 30, 10, 30]];
    const images: GivenImage[] = [
      { file: "a.jpg", size: [100, 100], objects: [{ label: "fox", box, parts }] },
    ];
    const { read, first, second } = await roundTrip(images, "yolo");
    expect(read.notRead).toEqual([]);
    expect(first.texts.get("data.yaml")).toContain("task: segment");
    expect(second.texts).toEqual(first.texts);
  });

  it("says that labels that were looked for are lost, with images that have some", async () => {
    const lvis = {
      images: [
        { id: 1, file_name: "a.jpg", width: 9, height: 9, neg_category_ids: [2] },
        { id: 2, file_name: "b.jpg", width: 9, height: 9, not_exhaustive_category_ids: [1] },
        { id: 3, file_name: "c.jpg", width: 9, height: 9, neg_category_ids: [] },
      ],
      annotations: [1, 2, 3].map((id) => ({
        id,
        image_id: id,
        category_id: 1,
        bbox: [1, 1, 2, 2],
      })),
      categories: [
        { id: 1, name: "fox" },
        { id: 2, name: "hare" },
      ],
    };
    const { set } = await readObjectSet(textFiles({ "l.json": lvis }), "l.json");
    for (const format of ["coco", "yolo", "voc"]) {
      const lost = written(set, format).losses.find(({ code }) => code === "convert/searched");
      expect(lost).toMatchObject({ count: 2, where: 'l.json, first "a.jpg"' });
    }
  });

  it.each(["label-studio", "camtrap-dp"])("labels of images in %s, empty ones too", (format) =>
    fc.assert(
      fc.asyncProperty(labelled, async (images) => {
        const { read, first, second } = await roundTrip(images, format);
        expect(read.notRead).toEqual([]);
        expect(imagesOf(read.set)).toEqual(imagesOf(setOf(images)));
        expect(second.texts).toEqual(first.texts);
      }),
      { seed: 3, numRuns: 40 },
    ),
  );
});
