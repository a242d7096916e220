import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { axeNow, giveFiles, heading, press, savedResult } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const MODEL = meanColourClassifier();
const isRed = (i: number): boolean => i % 2 === 0;
const PHOTOS = Array.from({ length: 60 }, (_, i): [string, Uint8Array] => [
  `photos/${i}.png`,
  plainPng(6, 5, isRed(i) ? [200, i, 0] : [i, 190, 0]),
]);
const ROWS = PHOTOS.map(([path], i) => {
  const label = isRed(i) === (i % 5 !== 0) ? "red" : "green";
  return `${path},${label},${i < 20 ? "train" : "test"},${i % 4 === 0 ? "north" : "south"}\n`;
});
const FILES: readonly (readonly [path: string, content: string | Uint8Array])[] = [
  ["model.onnx", MODEL],
  ["model.json", cardText(MODEL)],
  ["labels.csv", `file,label,split,site\n${ROWS.join("")}`],
  ...PHOTOS,
];

describeApp("which images count", (at) => {
  it("is asked where a column tells training from test, chosen by any other, and answered before the rest is computed", async () => {
    await mkdir(join(at.folder, "photos"));
    for (const [path, content] of FILES) await writeFile(join(at.folder, path), content);
    const { page, problems } = await at.open();
    await giveFiles(page, FILES);
    await press(page, "Go on");
    await heading(page, "All 60 images are ready.");
    await press(page, /^Go on with/);
    await page.getByLabel("The published figure").fill("95");
    const asked = page.getByRole("group", { name: "Which part of split counts?" });
    await asked.getByRole("radio", { name: /^Only test/ }).check();
    await page.getByLabel("Column", { exact: true }).selectOption("site");
    await page.getByLabel("Value of site").selectOption("south");
    await press(page, "Take only these");
    await page.getByRole("button", { name: "Take back: site is south" }).waitFor();
    expect(await axeNow(page)).toEqual([]);
    // The answer is there while curves and tables are not.
    await page.evaluate(() => {
      const first = { answers: [] as string[] };
      Object.assign(globalThis, { first });
      new MutationObserver(() => {
        const answer = document.querySelector(".decided")?.textContent ?? "";
        const isDone = document.querySelector("#keep") !== null;
        if (answer !== "" && !isDone) first.answers.push(answer);
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    await press(page, "Fix my answer and run");
    const result = await savedResult<EvaluationResult>(page);
    const told = await page.evaluate(
      () => (globalThis as unknown as { first: { answers: string[] } }).first.answers,
    );
    expect(told.join()).toMatch(/Fails here|Holds here|Cannot tell yet/);
    const to = (path: string) => join(at.folder, path);
    const ran = await runHere([
      ...["evaluate", to("photos"), "--labels", to("labels.csv"), "--model", to("model.onnx")],
      ...["--where", "split=test", "--where", "site=south", "--claim", "accuracy=0.95"],
      ...["--out", to("out"), "--json", "-"],
    ]);
    expect(ran.err).not.toMatch(/^error/m);
    const command: EvaluationResult = JSON.parse(ran.out);
    // 40 of test, of which every fourth is of the other site.
    expect([result.inputs.scored, command.inputs.scored]).toEqual([30, 30]);
    expect(result.estimates[0]).toEqual(command.estimates[0]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
