import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../../src/formats/registry.js";
import type { EvaluationResult } from "../../../src/results/result.js";
import { createSession } from "../../../src/web/session/session.js";
import type { SessionHost } from "../../../src/web/session/session-host.js";
import { plainPng } from "../../support/png-writer.js";
import { runHere } from "../../support/run-here.js";
import { registered } from "../registered.js";
import { tally } from "./tally/detect.js";

/** The one line that adds it. */
const withTally = <T>(during: () => Promise<T>) => registered(FORMATS, tally, during);

const IMAGES = Array.from({ length: 12 }, (_, i) => ({
  name: `${String(i).padStart(2, "0")}.png`,
  label: i % 2 === 0 ? "fox" : "hare",
  predicted: i % 4 === 0 ? "hare" : i % 2 === 0 ? "fox" : "hare",
}));
const SHEET = `# tally\n${IMAGES.map(({ name, label }) => `${name}: ${label}\n`).join("")}`;
const PREDICTIONS = `file,predicted\n${IMAGES.map((one) => `${one.name},${one.predicted}\n`).join("")}`;

/** Labels are read with nothing of the page. */
const HOST = { signal: new AbortController().signal } as unknown as SessionHost;

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  for (const [i, { name }] of IMAGES.entries()) {
    await writeFile(at(`photos/${name}`), plainPng(4, 4, [i, 255 - i, 3 * i]));
  }
  await writeFile(at("sheet"), SHEET);
  await writeFile(at("predictions.csv"), PREDICTIONS);
});
afterAll(() => rm(folder, { recursive: true }));

describe("a format that is one folder and one line", () => {
  it("is recognised by inspect, which takes the file for another without the line", async () => {
    const args = ["inspect", at("photos"), "--labels", at("sheet"), "--json", "-"];
    expect((await runHere(args)).status).not.toBe(0);
    await withTally(async () => {
      const { status, out, err } = await runHere(args);
      expect(status, err).toBe(0);
      const { labels } = JSON.parse(out);
      expect(labels.format).toMatchObject({ id: "tally", reason: "its first line is # tally" });
      expect(labels).toMatchObject({ rows: 12, ready: 12 });
    });
  });

  it("is found in a folder", async () => {
    await mkdir(at("season"));
    await writeFile(at("season/2026.tally"), SHEET);
    await withTally(async () => {
      const args = ["inspect", at("photos"), "--labels", at("season"), "--json", "-"];
      expect(JSON.parse((await runHere(args)).out).labels.format.id).toBe("tally");
    });
  });

  it("gives the labels of an evaluation", async () => {
    await withTally(async () => {
      const { status, err } = await runHere([
        "evaluate",
        at("photos"),
        "--labels",
        at("sheet"),
        "--out",
        at("out"),
        "--predictions",
        at("predictions.csv"),
      ]);
      expect(status, err).toBe(0);
      const result: EvaluationResult = JSON.parse(await readFile(at("out/result.json"), "utf8"));
      const accuracy = result.estimates.find(({ metric }) => metric === "accuracy");
      expect(accuracy?.value).toBe(9 / 12);
      expect(JSON.stringify(result)).toContain('"format":"tally"');
    });
  });

  it("is written by convert and read back, and says what it cannot hold", async () => {
    await withTally(async () => {
      expect((await runHere(["convert", "--help"])).out).toContain('"tally"');
      const there = ["convert", at("sheet"), "--to", "csv", "--out", at("labels.csv")];
      expect((await runHere(there)).status).toBe(0);
      const back = ["convert", at("labels.csv"), "--to", "tally", "--out", at("back.tally")];
      expect((await runHere(back)).out).toContain("Nothing was lost");
      expect(await readFile(at("back.tally"), "utf8")).toBe(SHEET);
      const boxes = ["fox", "fox, red"].map((name) => `00.png,"${name}",0,0,2,2\n`).join("");
      await writeFile(at("boxes.csv"), `file,label,xmin,ymin,xmax,ymax\n${boxes}`);
      const odd = ["convert", at("boxes.csv"), "--to", "tally", "--out", at("odd.tally")];
      const { out } = await runHere(odd);
      expect(out).toContain("1  boxes are lost: a sheet says what was seen, not where");
      expect(out).toContain("a comma or a line break ends a name");
    });
  });

  it("is taken by the app's session", async () => {
    await withTally(async () => {
      const session = createSession(HOST);
      const { files } = await session.addFiles(
        new Map([
          ["sheet", new Blob([SHEET])],
          ["predictions.csv", new Blob([PREDICTIONS])],
          ...IMAGES.map(({ name }) => [name, new Blob(["a picture"])] as const),
        ]),
      );
      expect(files.find(({ path }) => path === "sheet")?.role).toBe("labels");
      const told = await session.readLabels({ path: "sheet" }, "predictions.csv");
      expect(told).toMatchObject({ format: { id: "tally" }, rows: 12, rowsWithFile: 12 });
    });
  });

  it("is listed where a file is of no known format", async () => {
    await writeFile(at("odd.json"), '{"seen": 1}');
    const args = ["inspect", at("photos"), "--labels", at("odd.json")];
    expect((await runHere(args)).err).not.toContain("tally sheets");
    await withTally(async () => {
      expect((await runHere(args)).err).toContain("tally sheets");
    });
  });
});
