import { describe, expect, it } from "vitest";
import { parseLabelMap } from "../../../src/models/label-map.js";
import { openZip } from "../../../src/web/files/zip-access.js";
import { sha256Hex } from "../../../src/web/inference/sha256.js";
import type { Project } from "../../../src/web/projects/project.js";
import { openProjectArchive, projectArchive } from "../../../src/web/projects/project-archive.js";
import { throwsCode } from "../../support/throws-code.js";
import { zipOf } from "../../support/zip-writer.js";

const LABELS = new TextEncoder().encode("file,label\nphotos/1.png,Red\n");

async function project(): Promise<Project> {
  return {
    id: "here",
    name: "Blood smears, two labs",
    createdAt: "2026-03-04T10:44:00Z",
    changedAt: "2026-03-04T10:51:07.123Z",
    version: "0.1.0",
    drops: [
      [
        { path: "labels.csv", sizeBytes: LABELS.length, sha256: await sha256Hex(LABELS) },
        { path: "photos/1.png", sizeBytes: 4100, sha256: null },
      ],
    ],
    work: {
      step: "question",
      files: null,
      model: null,
      modelPath: "m.onnx",
      record: null,
      recordPath: null,
      labelsPath: "labels.csv",
      predictionsPath: null,
      imported: null,
      names: null,
      decisions: [
        ["Red", { kind: "model-labels", labels: ["red"] }],
        ["__proto__", { kind: "outside" }],
      ],
      question: { claims: ["accuracy=0.95"], tolerance: 0.05, isLate: false },
      images: null,
      fixedAt: "2026-03-04T10:45:00Z",
      run: null,
      outOfDate: null,
      relabelled: {
        changes: [
          { image: "photos/1.png", from: "Red", to: null, at: "2026-03-04T10:50:00Z", seen: true },
        ],
        marked: ["photos/1.png"],
      },
      labelling: {
        by: "Ada",
        shown: ["photos/1.png"],
        race: { rivals: ["other.csv"], budget: 40, threshold: null },
        asked: { seed: 1, fixedAt: "2026-03-04T10:45:00Z", question: { claims: ["accuracy=0.9"] } },
      },
    },
    isRunning: false,
    answer: null,
    importedFrom: null,
  };
}

const LOG = '{"schema":"homeground.labels/1","seed":1,"order":["photos/1.png"]}\n';

const saved = async () =>
  projectArchive(await project(), null, new Map([["labels.csv", new Blob([LABELS])]]), LOG);

const fileOf = (parts: BlobPart) => new File([parts], "p.homeground.zip");

async function textsOf(archive: Blob): Promise<Map<string, string>> {
  const { files } = await openZip(archive, "p");
  const texts = new Map<string, string>();
  for (const [name, { blob }] of files) {
    texts.set(name, await (typeof blob === "function" ? await blob() : blob).text());
  }
  return texts;
}

/** The archive with some of its texts put in another's place. */
async function withTexts(changed: Readonly<Record<string, string>>): Promise<File> {
  const texts = new Map([...(await textsOf(await saved())), ...Object.entries(changed)]);
  return fileOf(
    new Uint8Array(zipOf([...texts].map(([name, text]) => ({ name, data: Buffer.from(text) })))),
  );
}

describe("a project file", () => {
  it("comes back with every decision, the question and its time, and the files inside", async () => {
    const before = await project();
    const {
      project: back,
      result,
      files,
      labels,
    } = await openProjectArchive(fileOf(await saved()), "new");
    const { work } = back;
    expect(back).toMatchObject({ id: "new", name: before.name, importedFrom: "p.homeground.zip" });
    expect(back.drops).toEqual(before.drops);
    expect(work.decisions).toEqual(before.work.decisions);
    expect(work.question).toEqual(before.work.question);
    expect(work.relabelled).toEqual(before.work.relabelled);
    expect(work.fixedAt).toBe(before.work.fixedAt);
    expect(work.labelling).toEqual(before.work.labelling);
    expect(labels).toBe(LOG);
    expect(result).toBeNull();
    expect(await files.get("labels.csv")?.text()).toBe(new TextDecoder().decode(LABELS));
    expect(files.size).toBe(1);
  });

  it("can be read without Homeground, and its label map by the command line", async () => {
    const texts = await textsOf(await saved());
    expect(texts.get("README.txt")).toMatch(
      /Blood smears, two labs[\s\S]*photos\/1\.png {2}4100 bytes/,
    );
    const map = parseLabelMap(texts.get("label-map.json") ?? "", "label-map.json");
    expect(map.get("Red")).toEqual({ kind: "model-labels", labels: ["red"] });
  });

  it("is refused where the bytes of a file are others than it names", async () => {
    const name = "files/00000-labels.csv";
    const changed = await withTexts({ [name]: "file,label\nphotos/1.png,Green\n" });
    await expect(openProjectArchive(changed, "new")).rejects.toThrow(throwsCode("archive/invalid"));
  });

  it.each([
    ["another schema", "project.json", '{"schema": "homeground.project/9"}', "input/bad-shape"],
    ["no JSON", "project.json", "{", "input/not-json"],
    ["a view with a prototype", "result/view.json", '{"__proto__": {"a": 1}}', "input/bad-shape"],
    ["a view of something else", "result/view.json", '{"shown": {}}', "input/bad-shape"],
  ] as const)("is refused with %s", async (_name, at, text, code) => {
    const file = await withTexts({ [at]: text });
    await expect(openProjectArchive(file, "new")).rejects.toThrow(throwsCode(code));
  });

  it("is refused where it is another archive, or none", async () => {
    const other = fileOf(new Uint8Array(zipOf([{ name: "a.txt", data: Buffer.from("a") }])));
    await expect(openProjectArchive(other, "new")).rejects.toThrow(throwsCode("input/not-found"));
    await expect(openProjectArchive(fileOf("no archive"), "new")).rejects.toThrow(/archive/i);
  });
});
