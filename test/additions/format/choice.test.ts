import { expect, it } from "vitest";
import { readTruth } from "../../../src/evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../../src/evaluation/request.js";
import { CONFIDENCE, type Format } from "../../../src/formats/format.js";
import { createProblemList } from "../../../src/formats/import-problems.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { createObjectTruthBuilder } from "../../../src/formats/objects/object-truth-builder.js";
import type { ReadingChoice } from "../../../src/formats/reading-choice.js";
import { FORMATS } from "../../../src/formats/registry.js";
import { sameCommand } from "../../../src/session/same-command.js";
import { createSession } from "../../../src/web/session/session.js";
import type { SessionHost } from "../../../src/web/session/session-host.js";
import { runHere } from "../../support/run-here.js";
import { registered } from "../registered.js";

/** What its files do not say. */
const sheetCorner: ReadingChoice<"top" | "bottom"> = {
  name: "sheet-corner",
  argument: "<corner>",
  help: "where a sheet counts rows from",
  label: "Where rows are counted from",
  values: { top: "from above", bottom: "from below" },
  unsaid: { value: "top" },
};

/** A box a line: file, label, left, top, width, height; the image is 100 high. */
const sheet: Format = {
  id: "sheet",
  name: "sheets of boxes",
  file: ({ head }) =>
    new TextDecoder().decode(head).startsWith("# sheet\n") ? CONFIDENCE.marked : 0,
  choices: [sheetCorner],
  fields: { places: { "": "line" }, kept: { "the six words": "box and label" }, notRead: [] },
  read: {
    async objects({ access, path }, options) {
      const builder = createObjectTruthBuilder(createProblemList());
      const said = new Map<string, unknown>(Object.entries(options)).get("sheetCorner");
      const lines = new TextDecoder()
        .decode(await access.read(path))
        .trim()
        .split("\n")
        .slice(1);
      for (const [i, line] of lines.entries()) {
        const [file = "", label = "", ...sides] = line.split(" ");
        const [left = 0, top = 0, width = 0, height = 0] = sides.map(Number);
        const y = said === "bottom" ? 100 - top - height : top;
        const row = builder.image(file, { line: i + 2, widthPx: 100, heightPx: 100 });
        builder.add(row, builder.label(label), [left, y, width, height], { id: i + 1 });
      }
      return builder.finish({
        format: { id: "sheet", reason: "its first line is # sheet" },
        source: path,
        unit: "pixel",
        written: "xywh",
        idWord: "line",
        roles: new Map(),
      });
    },
  },
};

const FILES = {
  "boxes.sheet": "# sheet\na.png fox 10 20 30 40\n",
  "detections.csv": "file,label,score,xmin,ymin,xmax,ymax\na.png,fox,0.9,10,20,40,60\n",
  "a.png": "a picture",
};
/** Labels are read with nothing of the page. */
const HOST = { signal: new AbortController().signal } as unknown as SessionHost;

it("is a flag, a reading, a control of the app and a word of its command, by the format alone", async () => {
  expect((await runHere(["evaluate", "--help"])).out).not.toContain("sheet-corner");
  await registered(FORMATS, sheet, async () => {
    const help = (await runHere(["evaluate", "--help"])).out.replace(/\s+/g, " ");
    expect(help).toContain(
      '--sheet-corner <corner> where a sheet counts rows from (choices: "top", "bottom")',
    );
    const wrong = ["evaluate", "x", "--labels", "y", "--sheet-corner", "left"];
    expect((await runHere(wrong)).err).toContain("top, bottom");

    const access = createMemoryFileAccess(
      new Map(Object.entries(FILES).map(([name, text]) => [name, new TextEncoder().encode(text)])),
    );
    const place = { access, path: "boxes.sheet", source: "boxes.sheet" };
    const boxOf = async (reading: object) => {
      const read = await readTruth(place, [], { task: "detection", ...reading });
      return [...(read.objects?.regions.objects.box ?? [])];
    };
    expect(await boxOf({})).toEqual([10, 20, 30, 40]);
    expect(await boxOf({ sheetCorner: "bottom" })).toEqual([10, 40, 30, 40]);
    expect(await boxOf({ sheetCorner: "left" })).toEqual([10, 20, 30, 40]);

    const session = createSession(HOST);
    await session.addFiles(
      new Map(Object.entries(FILES).map(([name, text]) => [name, new Blob([text])])),
    );
    const reading = { task: "detection", boxes: undefined, sheetCorner: "bottom" } as const;
    const told = await session.readLabels({ path: "boxes.sheet", ...reading }, "detections.csv");
    expect(told.choices).toEqual([sheetCorner]);

    const places = {
      images: "photos",
      labels: "boxes.sheet",
      model: null,
      predictions: null,
      record: null,
      labelMap: null,
      labelChanges: null,
      attributes: [],
      folderPattern: null,
      sample: null,
    };
    expect(sameCommand({ ...places, reading }, { ...DEFAULT_REQUEST, task: "detection" })).toEqual(
      expect.arrayContaining(["--sheet-corner", "bottom"]),
    );
  });
});
