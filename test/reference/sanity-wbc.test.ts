import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { runHere } from "../support/run-here.js";
import { describeWithShared } from "../support/shared-data.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-sanity-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Fields = Record<string, unknown>;

describeWithShared("the check of a card on blood cells", "data/wbc", (wbc) => {
  const models = join(wbc, "../models");
  let labels = "";
  // No row says that it is of training: with those the images are compared, run by run.
  beforeAll(async () => {
    labels = join(folder, "labels.csv");
    const text = await readFile(join(wbc, "labels.csv"), "utf8");
    expect(text).toMatch(/^file,[^\n]*,split,/);
    await writeFile(labels, text.replace(",split,", ",part,"));
  });

  /** Evaluates on one site's test images with a card in which some of `input` is changed. */
  async function evaluate(
    model: string,
    site: string,
    out: string,
    change: (input: Fields) => void,
  ) {
    const card = JSON.parse(await readFile(join(models, `${model}.json`), "utf8")) as {
      input: Fields;
    };
    change(card.input);
    const cardFile = join(folder, `${out}.json`);
    await writeFile(cardFile, JSON.stringify(card));
    const ran = await runHere([
      "evaluate",
      wbc,
      "--labels",
      labels,
      "--json",
      "-",
      "--where",
      "part=test",
      "--where",
      `site=${site}`,
      "--model",
      join(models, `${model}.onnx`),
      "--card",
      cardFile,
      "--out",
      join(folder, out),
      "--threads",
      "1",
    ]);
    expect(ran.err).not.toMatch(/^error/m);
    expect(ran.status).toBe(0);
    const { inputs } = JSON.parse(ran.out) as EvaluationResult;
    const notes = inputs.notes.filter(({ code }) => code.startsWith("model/"));
    return { notes, err: ran.err };
  }

  const nothing = (): void => {};
  const bgr = (input: Fields): void => {
    input["channelOrder"] = "BGR";
  };
  const suspect = (pattern: RegExp) => ({
    file: "",
    code: "model/preprocess-suspect",
    what: expect.stringMatching(pattern),
  });

  it("says that colours are swapped, the same again without running the model", async () => {
    const first = await evaluate("wbc_site1", "site1-tecom", "bgr", bgr);
    expect(first.notes).toContainEqual(suspect(/colours were swapped.*channelOrder RGB/));
    expect(first.err).toMatch(/^model\/preprocess-suspect: .*check the card/m);
    const scores = join(folder, "bgr", "scores");
    const [kept = ""] = (await readdir(scores)).filter((name) => name.endsWith(".sanity.json"));
    const second = await evaluate("wbc_site1", "site1-tecom", "bgr", bgr);
    expect(second.notes).toEqual(first.notes);
    expect(second.err).not.toMatch(/Checking the card/);
    // Damaged, it is found again.
    await writeFile(join(scores, kept), "{");
    expect((await evaluate("wbc_site1", "site1-tecom", "bgr", bgr)).notes).toEqual(first.notes);
  });

  it("says that values are of another range", async () => {
    const { notes } = await evaluate("wbc_site1", "site1-tecom", "range", (input) => {
      input["scaleRange"] = [0, 1];
    });
    expect(notes).toContainEqual(suspect(/pixels had other values/));
  });

  it("needs a second look where swapped colours cost a quarter of the answers", async () => {
    const { notes } = await evaluate("wbc_site1_mnv2", "site1-tecom", "mnv2", bgr);
    expect(notes).toContainEqual(suspect(/colours were swapped.* of 89 labelled images right/));
  });

  describe.each(["site1-tecom", "site2-cellavision", "site3-bccd"])("of %s", (site) => {
    it("says nothing against a card that is right", async () => {
      const { notes } = await evaluate("wbc_site1", site, `right-${site}`, nothing);
      expect(notes.filter(({ code }) => code === "model/preprocess-suspect")).toEqual([]);
    });
  });

  it("cannot tell the wrong resize rule by labels, and says how many answers hang on it", async () => {
    const { notes } = await evaluate("wbc_site1", "site2-cellavision", "pillow", (input) => {
      input["resize"] = { ...(input["resize"] as Fields), rule: "pillow", antialias: true };
    });
    // Measured apart from this program's check: 11 of the 73 images.
    expect(notes).toEqual([
      {
        file: "",
        code: "model/resize-matters",
        what: expect.stringMatching(/rule interpolate.* answers 11 of 73 images differently/),
      },
    ]);
  });
});
