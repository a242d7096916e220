import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { continueSequences, findLabelSequences } from "../../src/labelling/label-sequences.js";
import { openLabelling } from "../../src/labelling/labelling.js";
import { sequenceSourceText } from "../../src/labelling/labels-made.js";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "../support/exif-writer.js";

const utf8 = new TextEncoder();
const IMAGES = ["a/1.jpg", "a/2.jpg", "a/3.jpg", "b/1.jpg", "b/2.jpg", "b/3.jpg"];

function find(files: Readonly<Record<string, string | Uint8Array>>, tables: readonly string[]) {
  const all = new Map(
    [...IMAGES.map((path): [string, string] => [path, "no picture"]), ...Object.entries(files)].map(
      ([path, content]) => [path, typeof content === "string" ? utf8.encode(content) : content],
    ),
  );
  const images = IMAGES.map((path) => ({ path, sizeBytes: all.get(path)!.length }));
  const access = createMemoryFileAccess(all);
  return findLabelSequences(images, { access, tables, seed: 0, signal: NEVER_CANCELLED });
}

describe("sequences among images without labels", () => {
  it("are those of a table's column, before any times", async () => {
    const rows = ["x,x,2024-05-01 10:00:00", "x,x,2024-05-01 10:00:01", "y,,2024-05-01 10:00:02"];
    const media = `file,seq_id,other,taken\n${IMAGES.slice(0, 3)
      .map((file, i) => `${file},${rows[i]}`)
      .join("\n")}\n`;
    const found = await find({ "media.csv": media, "notes.csv": "a;b\n1;2\n" }, [
      "notes.csv",
      "media.csv",
    ]);
    expect(found?.source).toEqual({ column: "seq_id", table: "media.csv" });
    expect([...(found?.of ?? [])]).toEqual([
      ["a/1.jpg", "x"],
      ["a/2.jpg", "x"],
    ]);
    expect(sequenceSourceText(found!.source)).toBe("by the column seq_id of media.csv");
  });

  it("are pictures of one folder with pauses of at most a minute, where a table has times", async () => {
    const times = ["10:00:00", "10:01:00", "10:02:01", "10:00:00", "10:00:30", "12:00:00"];
    const table = `file,taken\n${IMAGES.map((file, i) => `${file},2024-05-01 ${times[i]}`).join("\n")}\n`;
    const found = await find({ "times.csv": table }, ["times.csv"]);
    expect(found?.source).toEqual({ column: null, table: "times.csv" });
    expect([...(found?.of ?? [])]).toEqual([
      ["a/1.jpg", "a/1.jpg"],
      ["a/2.jpg", "a/1.jpg"],
      ["b/1.jpg", "b/1.jpg"],
      ["b/2.jpg", "b/1.jpg"],
    ]);
  });

  it("are read from EXIF where no table says anything", async () => {
    const at = (time: string): Uint8Array =>
      jpegWithExif(SMALL_JPEG, exifBytes({ exif: { 36867: { text: `2024:05:01 ${time}` } } }));
    const found = await find(
      { "a/1.jpg": at("10:00:00"), "a/2.jpg": at("10:00:59"), "b/1.jpg": at("10:00:00") },
      [],
    );
    expect(found?.source).toEqual({ column: null, table: null });
    expect([...(found?.of.keys() ?? [])]).toEqual(["a/1.jpg", "a/2.jpg"]);
    expect(sequenceSourceText(found!.source)).toContain("60 s");
  });

  it("are none where nothing says so", async () => {
    expect(await find({}, [])).toBeNull();
  });
});

describe("labelling by sequences", () => {
  const source = { column: "seq", table: "t.csv" };
  const of = (...together: readonly (readonly string[])[]) => ({
    source,
    of: new Map(together.flatMap((own, i) => own.map((image) => [image, `s${i}`] as const))),
  });
  const who = { by: "Ada", at: "t" };
  const deer = { kind: "labels" as const, labels: ["deer"] };

  it("gives one label to all, takes it back at once, and goes on after a reload", () => {
    const sequences = of(["a/1.jpg", "a/2.jpg", "a/3.jpg"]);
    const labelling = openLabelling({ images: IMAGES, seed: 1, sequences });
    expect(labelling.sequenceOf("a/2.jpg")).toHaveLength(3);
    expect(labelling.sequenceOf("b/1.jpg")).toEqual(["b/1.jpg"]);
    const also = ["a/2.jpg", "a/3.jpg"];
    labelling.take({ kind: "label", image: "a/1.jpg", label: deer, also }, who);
    expect(labelling.place("Ada").done).toBe(3);
    const again = openLabelling({ images: IMAGES, seed: 9, kept: labelling.text() });
    expect(again.head).toEqual(labelling.head);
    expect(again.place("Ada").done).toBe(3);
    again.take({ kind: "undo" }, who);
    expect(again.place("Ada").done).toBe(0);
    // What was taken back and is given anew is not blind, whichever of them it was.
    again.take({ kind: "label", image: "a/3.jpg", label: deer }, who);
    expect(again.place("Ada").state.images.get("a/3.jpg")?.seen).toBe(true);
  });

  it("keeps what was drawn: a late image joins its sequence, which is not whole until then", () => {
    const early = IMAGES.filter((image) => image !== "a/3.jpg");
    const first = openLabelling({ images: early, seed: 1, sequences: of(["a/1.jpg", "a/2.jpg"]) });
    first.take({ kind: "label", image: first.head.order[0]!, label: deer }, who);
    const found = of(["b/2.jpg", "b/3.jpg"], ["a/1.jpg", "a/2.jpg", "a/3.jpg"]);
    const later = openLabelling({ images: IMAGES, seed: 1, sequences: found, kept: first.text() });
    expect(later.sequenceOf("a/3.jpg")).toEqual([...first.sequenceOf("a/1.jpg"), "a/3.jpg"]);
    // Those that were drawn one by one stay so.
    expect(later.sequenceOf("b/2.jpg")).toEqual(["b/2.jpg"]);
    const plain = openLabelling({ images: IMAGES, seed: 1 });
    plain.take({ kind: "label", image: plain.head.order[0]!, label: deer }, who);
    const same = openLabelling({ images: IMAGES, seed: 1, sequences: found, kept: plain.text() });
    expect(same.head).toEqual(plain.head);
  });

  it("draws anew before the first label", () => {
    const plain = openLabelling({ images: IMAGES, seed: 4 });
    const sequences = of(["a/1.jpg", "b/1.jpg"]);
    const again = openLabelling({ images: IMAGES, seed: 1, sequences, kept: plain.text() });
    expect(again.head).toEqual(openLabelling({ images: IMAGES, seed: 4, sequences }).head);
  });

  it("names an image that was alone when another comes", () => {
    const names = continueSequences(new Map([["a/1.jpg", null]]), of(["a/1.jpg", "a/2.jpg"]));
    expect(names.get("a/1.jpg")).toBe(names.get("a/2.jpg"));
  });
});
