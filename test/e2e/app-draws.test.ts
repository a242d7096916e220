import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { axeNow, giveFiles, press, savedResult } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { deployerFiles } from "../support/deployer-files.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const FILES = deployerFiles(40);
const LISTED = 12;

describeApp("a list that is drawn to be labelled", (at) => {
  const to = (path: string): string => join(at.folder, path);
  beforeAll(async () => {
    for (const [path, bytes] of [...FILES.model, ...FILES.images]) {
      await mkdir(dirname(to(path)), { recursive: true });
      await writeFile(to(path), bytes);
    }
  });

  async function give(page: Page, button: string, paths: readonly string[]): Promise<void> {
    const chooser = page.waitForEvent("filechooser");
    await press(page, button);
    await (await chooser).setFiles(paths.map(to));
  }

  it("by groups is labelled by keys without a verdict, survives a reload, and has the command's figure", async () => {
    const { page, problems } = await at.open();
    page.setDefaultTimeout(60_000);
    await give(page, "Choose a model", ["model.onnx", "model.json"]);
    await page.getByText(/2 possible answers/).waitFor();
    await give(page, "Choose a folder", ["photos"]);
    await page.getByText("40 images in 1 folder").waitFor();
    await press(page, "See what the model says");
    await page.getByRole("button", { name: /^All 40$/ }).waitFor();
    await press(page, "Label some of them");
    await page.getByLabel("Published figure").fill("90%");
    await page.getByText(/^Read as 90/).waitFor();

    await page.getByText("How to draw: at random").focus();
    await page.keyboard.press("Enter");
    const evenly = page.getByRole("radio", { name: /^Evenly by how sure the model is/ });
    await evenly.waitFor();
    // What cannot be had yet says why, and cannot be chosen.
    const unsure = page.getByRole("radio", { name: /^More where the model is unsure/ });
    expect(await unsure.isDisabled()).toBe(true);
    await page.getByText(/Not now: 0 labels can be scored, and 50 are the least/).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    expect(await evenly.isChecked()).toBe(true);
    await page.getByText("How to draw: evenly by how sure the model is").waitFor();
    await page.getByText(/^The range is for one look, at the end of the list/).waitFor();
    await page.getByLabel("Images on the list").fill(String(LISTED));
    expect(await axeNow(page)).toEqual([]);
    await press(page, "Begin");

    const end = page.locator('[data-screen="end"]');
    const key = async (name: string, done: number): Promise<void> => {
      await page.locator(".lstage canvas").waitFor();
      await page.waitForFunction(() => !document.querySelector('.ltools [aria-disabled="true"]'));
      await page.keyboard.press(name);
      await page.getByText(`${done} of ${LISTED} labelled`).or(end).first().waitFor();
    };
    await page.getByText(`Image 1 of the ${LISTED} on your list`).waitFor();
    await page.getByText("The range is for one look, at the end of the list.").waitFor();
    for (let done = 1; done <= 5; done++) await key("2", done);
    // Five images in, nothing is said of how often the model is right.
    const said = (await page.locator("main").textContent()) ?? "";
    expect(said).not.toMatch(/of 5 right|true figure|Holds here|Fails here|Cannot tell yet/);
    expect(await axeNow(page)).toEqual([]);

    await page.reload();
    await give(page, "Choose the folder again", ["photos"]);
    await page.getByText("Going on at image 6.").waitFor();
    await page.getByText(`5 of ${LISTED} labelled`).waitFor();
    for (let done = 6; done <= LISTED; done++) await key("2", done);
    await page.getByRole("heading", { name: `All ${LISTED} are labelled.` }).waitFor();
    await page.getByText(/^See the results for the figure of all images/).waitFor();
    const download = page.waitForEvent("download");
    await press(page, "Save labels");
    const list = await readFile(await (await download).path(), "utf8");
    expect(list.split("\n")[0]).toBe(
      "file,label,labelled_by,prediction_seen,inclusion_probability,stratum,stratum_pool,draw,design,pool,pool_names,seed",
    );
    expect(list.trim().split("\n")).toHaveLength(1 + LISTED);

    await press(page, "See the results");
    await page.getByText(/^labeller 1 labelled 12 of 12 images, drawn at random, each/).waitFor();
    const result = await savedResult<EvaluationResult>(page);
    expect(result.labelling).toMatchObject({ looks: "none", images: LISTED, looked: LISTED });
    const { design } = result.sampling ?? {};
    expect(design).toMatchObject({ name: "proportional", method: "stratified", pool: 40 });
    expect(design).toMatchObject({ drawn: LISTED, counted: LISTED, skipped: 0 });
    await writeFile(to("list.csv"), list);
    const ran = await runHere([
      ...["evaluate", to("photos"), "--labels", to("list.csv"), "--model", to("model.onnx")],
      ...["--claim", "accuracy=0.9", "--tolerance", "0.05"],
      ...["--out", to("out"), "--json", "-"],
    ]);
    expect(ran.err).not.toMatch(/^error/m);
    const command = JSON.parse(ran.out) as EvaluationResult;
    expect(result.estimates).toEqual(command.estimates);
    expect(result.sampling?.design).toEqual(command.sampling?.design);
    expect(result.verdicts.map(({ verdict }) => verdict)).toEqual(
      command.verdicts.map(({ verdict }) => verdict),
    );
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("stands beside labels of boxes, and labels of other images than it has are refused with the way out", async () => {
    const photos = Array.from({ length: 30 }, (_, i): [string, Uint8Array] => [
      `pool/${10 + i}.png`,
      plainPng(40, 40, [90, 90, 90 + i]),
    ]);
    const names = photos.map(([path]) => path.slice("pool/".length));
    for (const [path, bytes] of photos) {
      await mkdir(dirname(to(path)), { recursive: true });
      await writeFile(to(path), bytes);
    }
    const sure = names.map((name, i) => `${name},right,${(50 + i) / 100}\n`);
    await writeFile(to("sure.csv"), `file,predicted,score\n${sure.join("")}`);
    const drawn = await runHere([
      ...["sample", to("pool"), "--n", "15", "--design", "proportional"],
      ...["--predictions", to("sure.csv"), "--out", to("drawn.csv")],
    ]);
    expect(drawn.err).toBe("");
    const list = await readFile(to("drawn.csv"), "utf8");
    const listed = list
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[0]!);
    const boxes = (images: readonly string[], more = "") =>
      `file,label,xmin,ymin,xmax,ymax${more === "" ? "" : ",score"}\n${images.map((name) => `${name},cell,5,5,25,25${more}\n`).join("")}`;
    const inputs = (labelled: readonly string[]) => [
      ...photos,
      ["drawn.csv", list] as const,
      ["labels.csv", boxes(labelled)] as const,
      ["found.csv", boxes(names, ",0.9")] as const,
    ];
    const opened = async (labelled: readonly string[], ...more: [string, string][]) => {
      const { page, problems } = await at.open();
      page.setDefaultTimeout(60_000);
      await giveFiles(page, [...inputs(labelled), ...more]);
      await page.getByLabel("Read labels from").selectOption({ label: "labels.csv" });
      await page
        .getByLabel("Answers of the model from a file")
        .selectOption({ label: "found.csv" });
      await press(page, "Go on");
      return { page, problems };
    };
    const run = async (page: Page) => {
      await press(page, /^Go on with \d+ images/);
      await page.getByLabel("The published figure").waitFor();
      await press(page, /^Fix my answer and run|^Run/);
    };
    const evaluated = async (labelled: readonly string[]) => {
      const { page, problems } = await opened(labelled);
      await run(page);
      return { page, problems };
    };
    const other = names.filter((name) => !listed.includes(name)).slice(0, 4);
    const refused = await evaluated([...listed, ...other]);
    const { page } = refused;
    await page.getByText("4 of 19 labelled images are not on the list").waitFor();
    await page.getByText("Leave their labels out of the file, or the list").waitFor();
    expect(await page.locator("main").textContent()).not.toContain("--ignore-design");
    expect(await axeNow(page)).toEqual([]);
    await page.context().close();
    const taken = await evaluated(listed);
    const { sampling } = await savedResult<EvaluationResult>(taken.page);
    expect(sampling?.design).toMatchObject({ name: "proportional", pool: 30, counted: 15 });
    expect(taken.problems).toEqual([]);
    await taken.page.context().close();
    const two = await opened(listed, ["pilot.csv", list]);
    const note = two.page.getByTestId("open-lists");
    await note
      .getByText("2 of your files are lists of drawn images: drawn.csv, pilot.csv.")
      .waitFor();
    await note.getByText("every image counts alike").waitFor();
    expect(await axeNow(two.page)).toEqual([]);
    await two.page.getByRole("checkbox", { name: "drawn.csv" }).check();
    await note.waitFor({ state: "detached" });
    await run(two.page);
    const chosen = await savedResult<EvaluationResult>(two.page);
    expect(chosen.sampling?.design).toMatchObject({ name: "proportional", pool: 30, counted: 15 });
    expect(two.problems).toEqual([]);
    await two.page.context().close();
  });
});
