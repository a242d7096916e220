import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { APP_BINARIES } from "../../scripts/build/app-parts.js";
import { serveApp } from "../../src/node/app/app-server.js";
import type { LocalServer } from "../../src/node/app/local-server.js";
import { createModelAnswers } from "../../src/node/app/model-answers.js";
import { createOpenedFiles, type OpenedFiles } from "../../src/node/app/opened-files.js";
import {
  LOCAL_POLICY,
  type ModelServer,
  sendFile,
  startModelServer,
} from "../node-models/model-server.js";
import { axeNow, heading, openAppPage, press } from "../support/app-page.js";
import { withBinaries } from "../support/app-site.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { appFiles } from "../support/shared-builds.js";
import { openStaticSite, type StaticSite } from "../support/static-site.js";

const MODEL = meanColourClassifier();
const COMMIT = "e".repeat(40);
const ROOT = join(import.meta.dirname, "../..");

describeWithChromium("a model by its address", () => {
  const folder = mkdtempSync(join(tmpdir(), "homeground-app-fetch-"));
  let browser: Browser;
  let host: ModelServer;
  let server: LocalServer;
  let site: StaticSite;
  let opened: OpenedFiles;
  /** The answer of which half was sent: what is asked for again comes whole. */
  let held: ServerResponse | null = null;

  beforeAll(async () => {
    const files = new Map<string, Uint8Array | string>([
      [`/o/n/resolve/${COMMIT}/model.onnx`, MODEL],
      [`/o/n/resolve/${COMMIT}/model.json`, cardText(MODEL)],
      ["/slow.json", cardText(MODEL)],
    ]);
    host = await startModelServer((asked, response) => {
      const bytes = files.get(asked.url ?? "");
      if (bytes !== undefined) sendFile(asked, response, Buffer.from(bytes));
      else if (asked.url === "/slow.onnx") {
        sendFile(asked, response, MODEL, held === null ? { stopAfter: MODEL.length >> 1 } : {});
        held ??= response;
      } else if (asked.url?.startsWith("/api/models/o/n/revision/main") === true) {
        const siblings = ["model.onnx", "model.json"].map((rfilename) => ({ rfilename }));
        response.end(JSON.stringify({ sha: COMMIT, siblings }));
      } else response.writeHead(404).end();
    });
    const built = await appFiles();
    const disk = new Map<string, string>();
    for (const [path, text] of built) {
      const at = join(folder, "app", path);
      mkdirSync(dirname(at), { recursive: true });
      writeFileSync(at, text);
      disk.set(path, at);
    }
    for (const [path, file] of APP_BINARIES) disk.set(path, join(ROOT, "node_modules", file));
    const models = createModelAnswers(() => ({
      policy: LOCAL_POLICY,
      cacheFolder: join(folder, "cache"),
      endpoint: host.base,
      pausesMs: [],
    }));
    // Folders of cameras, which would be taken for labels if they were dropped.
    for (const [i, camera] of ["a", "b", "a"].entries()) {
      mkdirSync(join(folder, "photos", camera), { recursive: true });
      writeFileSync(join(folder, "photos", camera, `${i}.png`), plainPng(60, 40, [200, 30, i]));
    }
    writeFileSync(join(folder, "named.onnx"), MODEL);
    writeFileSync(join(folder, "named.json"), cardText(MODEL));
    const [images, model] = [join(folder, "photos"), join(folder, "named.onnx")];
    opened = await createOpenedFiles({ folder: images, model, labels: null });
    server = await serveApp(disk, 0, models, opened);
    const own = withBinaries(new Map(built));
    own.set("models/own.onnx", MODEL);
    own.set("models/own.json", cardText(MODEL));
    site = await openStaticSite(own, "/");
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await site?.close();
    await host?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(url: string, width = 1280): Promise<Page> {
    const { page } = await openAppPage(browser, { url } as StaticSite, { width });
    await page.getByText("you may turn the network off now").waitFor();
    await page.getByText("The model is on the web").click();
    return page;
  }
  const field = (page: Page) => page.getByLabel("Address of the model");
  const getIt = (page: Page) => page.getByRole("button", { name: "Get it" });

  it("is named with a folder: the app opens on what it says, and goes on after a reload", async () => {
    const address = `${server.url}?opened=${opened.token}`;
    const context = await browser.newContext();
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(address);
    await heading(page, "What the model says about your images");
    await page.getByRole("button", { name: /^All 3$/ }).waitFor();
    expect(await page.getByRole("textbox", { name: "Name of this project" }).inputValue()).toBe(
      "photos, test",
    );
    await press(page, "Label some of them");
    await press(page, "Begin");
    await page.locator(".lstage canvas").waitFor();
    await page.keyboard.press("1");
    await page.getByText(/of 1 right/).waitFor();
    await page.reload();
    // Nobody is asked for the folder again.
    await page.getByText("Going on at image 2.").waitFor();
    // Neither is who starts the command another day: the project with these files goes on.
    const later = await context.newPage();
    await later.goto(address);
    await heading(later, "This project is running in another tab");
    expect(problems).toEqual([]);
    await page.goto(`${server.url}?opened=other`);
    await page.getByText("homeground app was started again").waitFor();
    await context.close();
  });

  it("is got by homeground app, with its card, and said", async () => {
    const page = await open(server.url);
    await page.getByText("homeground app on this computer gets the file for it").waitFor();
    expect(await axeNow(page)).toEqual([]);
    await field(page).fill("hf:o/n");
    await field(page).press("Enter");
    await page.getByText(`Fetched from hf:o/n@${COMMIT}/model.onnx.`).waitFor();
    await page.getByText("Read as its card model/model.json says.").waitFor();
    expect(host.requests.length).toBeGreaterThan(0);
    // The browser counted the page's own request, and the page says what it was.
    await page.getByText("1 request since loading, for the model that you named.").waitFor();
    await page.getByText("How you can check").click();
    await page.getByText("it named the model that you asked for").waitFor();
    await page.getByText(`${server.url}hosted-model`).waitFor();
    await page.context().close();
  });

  it("shows how much has come, stops at a click, and goes on where it was", async () => {
    const page = await open(server.url, 390);
    await field(page).fill(`${host.base}/slow.onnx`);
    await getIt(page).click();
    await page.getByText(/^Getting slow\.onnx, [\d.,]+ \w+ of [\d.,]+ \w+$/).waitFor();
    expect(await page.getByRole("progressbar").getAttribute("max")).toBe(String(MODEL.length));
    const closed = new Promise((resolve) => held?.once("close", resolve));
    await page.getByRole("button", { name: "Stop" }).click();
    await getIt(page).waitFor();
    await closed;
    expect(await page.getByRole("alert").count()).toBe(0);
    await getIt(page).click();
    await page.getByText(/^Fetched from http/).waitFor();
    const again = host.requests.filter(({ url }) => url === "/slow.onnx").at(-1);
    expect(again?.headers.range).toBe(`bytes=${MODEL.length >> 1}-`);
    await page.context().close();
  });

  it("says why it cannot be got", async () => {
    const page = await open(server.url);
    await field(page).fill(`${host.base}/none.onnx`);
    await getIt(page).click();
    const alert = page.getByRole("alert");
    await alert.getByText("there is nothing at this address (404)").waitFor();
    await alert.getByRole("button").click();
    await page.route("**/hosted-model", (route) => route.abort());
    await getIt(page).click();
    await alert.getByText("the server of this page does not answer").waitFor();
    await page.context().close();
  });

  it("is linked on a static host, which asks nobody, and got from the host itself", async () => {
    const page = await open(site.url);
    await page.getByText("This page may not connect to other hosts").waitFor();
    await field(page).fill("hf:o/n");
    await page.getByRole("link", { name: "Open o/n in a new tab" }).waitFor();
    expect(await getIt(page).count()).toBe(0);
    await field(page).press("Enter");
    await page.getByText("0 requests since loading").waitFor();
    await field(page).fill("models/own.onnx");
    await getIt(page).click();
    await page.getByText(`Fetched from ${site.url}models/own.onnx.`).waitFor();
    await page.getByText("Read as its card model/own.json says.").waitFor();
    await page.context().close();
  });

  it("without a card is tried on images, its answers are named, and a card comes of it", async () => {
    const { page, problems } = await openAppPage(browser, site);
    const rows = Array.from({ length: 12 }, (_, i) => ({
      name: `${i}.png`,
      label: i % 2 === 0 ? "red" : "green",
      bytes: plainPng(6, 6, i % 2 === 0 ? [200, 9, i] : [20, 200, i]),
    }));
    const labels = ["file,label", ...rows.map(({ name, label }) => `${name},${label}`)].join("\n");
    const file = (name: string, bytes: Buffer) => ({
      name,
      mimeType: "application/octet-stream",
      buffer: bytes,
    });
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles([
        file("model.onnx", MODEL),
        file("labels.csv", Buffer.from(labels)),
        ...rows.map(({ name, bytes }) => file(name, bytes)),
      ]);
    const form = page.getByRole("region", { name: "How does this model read an image?" });
    await form.getByText("4 × 4 pixels, as its file says.").waitFor();
    await page.getByRole("alert").waitFor({ state: "detached" });
    await form.getByRole("button", { name: "Try each on 20 of your images" }).click();
    // The labels are named in the order of the alphabet, the outputs are red and green.
    await form
      .getByText("In this order it gets 0 of 12 right, in this one 12: red, green.")
      .waitFor();
    await form.getByRole("button", { name: "Take that order" }).click();
    await form.getByText("12 of 12 right").first().waitFor();
    await form.getByRole("button", { name: "Move red down" }).press("Alt+ArrowDown");
    await form.getByText("red is number 2 now.").waitFor();
    await form.getByText("0 of 12 right", { exact: true }).first().waitFor();
    await form.getByRole("button", { name: "Undo" }).click();
    await form.getByText("12 of 12 right").first().waitFor();
    expect(await axeNow(page)).toEqual([]);
    const download = page.waitForEvent("download");
    await form.getByRole("button", { name: "Save it as a card (.json)" }).click();
    const saved = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    expect(saved).toMatchObject({ labels: ["red", "green"], tuned: { value: 1, readings: 4 } });
    expect(saved.tuned.images).toHaveLength(12);
    await form.getByRole("button", { name: "Use this" }).click();
    await page.getByText("Read as model.json says.").waitFor();
    await form.getByText("What you said is in model.json").waitFor();
    await page.getByRole("button", { name: "Go on", exact: true }).click();
    await page.getByRole("heading", { name: "All 12 images are ready." }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
