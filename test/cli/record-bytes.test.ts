import { createHash } from "node:crypto";
import { readFileSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { type Ran, runHere, SILENT_IO } from "../support/run-here.js";

const IMAGES = 24;
const CHANGED = "5.png";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const rows = ["file,label"];
  for (let i = 0; i < IMAGES; i++) {
    await writeFile(photo(`${i}.png`), picture(i));
    rows.push(`${i}.png,${i % 2 === 0 ? "red" : "green"}`);
  }
  await writeFile(join(folder, "labels.csv"), rows.join("\n"));
  const model = meanColourClassifier();
  await writeFile(join(folder, "model.onnx"), model);
  await writeFile(join(folder, "model.json"), cardText(model));
});
afterAll(() => rm(folder, { recursive: true }));

const photo = (name: string): string => join(folder, "photos", name);
/** Bytes behind a picture's end are no part of it; so all files are of one size. */
const picture = (i: number): Uint8Array => {
  const png = plainPng(8, 8, i % 2 === 0 ? [200, i, 20] : [20, 200, i]);
  return Buffer.concat([png, Buffer.alloc(200 - png.length)]);
};

/** Another picture in a file's place, of the same size and time, as a careful forger would. */
function exchange(name: string): void {
  const path = photo(name);
  const { size, atime, mtime } = statSync(path);
  writeFileSync(`${path}.new`, picture(IMAGES + 2));
  utimesSync(`${path}.new`, atime, mtime);
  renameSync(`${path}.new`, path);
  expect(statSync(path).size).toBe(size);
}

/** @param at called with each line that changes on the terminal */
async function create(
  out: string,
  at: (line: string) => void = () => {},
  ...more: string[]
): Promise<Ran> {
  return runHere(
    [
      "record",
      "create",
      join(folder, "photos"),
      "--labels",
      join(folder, "labels.csv"),
      "--model",
      join(folder, "model.onnx"),
      "--engine",
      "wasm",
      "--threads",
      "1",
      "--no-sanity",
      "--out",
      join(folder, out),
      ...more,
    ],
    { live: at, terminal: { ...SILENT_IO.terminal, live: true } },
  );
}

const sha256 = (path: string): string =>
  createHash("sha256").update(readFileSync(path)).digest("hex");

describe("a record of a model's answers", () => {
  it("is refused where an image was exchanged after the model saw it, and binds it after the next run", async () => {
    const first = sha256(photo(CHANGED));
    let isDone = false;
    const { status, err } = await create("record", (line) => {
      if (isDone || !line.includes("Hashing")) return;
      isDone = true;
      exchange(CHANGED);
    });
    expect(isDone).toBe(true);
    expect(status).toBe(1);
    expect(err).toContain("error record/changed-since-scored: 5.png has other bytes");
    // The folder has not become a record.
    expect(await readdir(folder)).not.toContain("record");

    const again = await create("record");
    expect(again.status).toBe(0);
    expect(again.out).not.toContain("as found now");
    const text = await readFile(join(folder, "record/manifest.ndjson"), "utf8");
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const line = lines.find(({ image }) => image === CHANGED);
    expect(line.bytes).not.toBe(first);
    expect(line.bytes).toBe(sha256(photo(CHANGED)));
    const record = JSON.parse(await readFile(join(folder, "record/record.json"), "utf8"));
    expect(record.settings.imageBytes).toBe("scored");
  });

  it("is refused where it states training counts of classes that the model does not have", async () => {
    const facts = join(folder, "facts.json");
    await writeFile(facts, JSON.stringify({ trainingCounts: { red: 5, Green: 2, mauve: 0 } }));
    const { status, err } = await create("counted", () => {}, "--facts", facts);
    expect(status).toBe(1);
    expect(err).toContain(
      'trainingCounts has classes that the model does not have: "Green" (did you mean "green"?), "mauve"',
    );
  });

  it("is refused where an image was exchanged before it was copied", async () => {
    let isDone = false;
    const { status, err } = await create("copied", (line) => {
      if (isDone || !line.includes("Figures")) return;
      isDone = true;
      exchange("7.png");
    });
    expect(isDone).toBe(true);
    expect({ status, err }).toMatchObject({ status: 1 });
    expect(err).toContain("error record/changed-since-scored: 7.png");
  });

  it("verifies its answers only on the images that it binds", async () => {
    const record = join(folder, "record");
    const [model, images] = [join(folder, "model.onnx"), join(record, "images")];
    const verify = () =>
      runHere([
        "record",
        "verify",
        record,
        "--images",
        images,
        "--model",
        model,
        "--engine",
        "wasm",
        "--threads",
        "1",
        "--quiet",
      ]);
    const before = await verify();
    expect(before.status).toBe(0);
    expect(before.out).toContain("the images are those that were evaluated, to the byte");
    // Answered alike, and another picture.
    await writeFile(join(images, "3.png"), plainPng(8, 8, [20, 200, 3]));
    const after = await verify();
    expect(after.status).toBe(1);
    expect(after.out).toContain("record/answer-differs: 3.png: the model was given another image");
  });
});

it("a record of predictions says that its bytes are as found", async () => {
  const rows = Array.from(
    { length: IMAGES },
    (_, i) => `${i}.png,${i % 2 === 0 ? "red" : "green"}`,
  );
  await writeFile(join(folder, "answers.csv"), ["file,predicted", ...rows].join("\n"));
  const { status, out } = await runHere([
    "record",
    "create",
    join(folder, "photos"),
    "--labels",
    join(folder, "labels.csv"),
    "--predictions",
    join(folder, "answers.csv"),
    "--out",
    join(folder, "found"),
    "--quiet",
  ]);
  expect(status).toBe(0);
  expect(out).toContain("as found now: the answers come from a file");
  const record = JSON.parse(await readFile(join(folder, "found/record.json"), "utf8"));
  expect(record.settings.imageBytes).toBe("found");
  const verified = await runHere(["record", "verify", join(folder, "found")]);
  expect(verified.out).toContain("that the model was given these very bytes");
  expect(verified.out).not.toContain("those that were evaluated, to the byte");
});
