import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { build, type Rollup } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CODEC_FILES } from "../../src/images/wasm-codecs.js";
import { codecFile } from "../../src/node/images/pixel-decoder.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { IMAGE_ORACLE } from "../support/image-oracle.js";

const SITE = "https://pixels.example/";

/** Runs in the page: the name of each file whose pixels differ from the oracle's. */
const DECODE_ALL = `
  import { createWebPixelDecoder } from "./decoder.js";
  const decoder = createWebPixelDecoder((file) => "codecs/" + file);
  const { files } = await (await fetch("images.json")).json();
  const different = [];
  for (const { name, file, sha256 } of files) {
    const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
    const { data } = (await decoder.decode(bytes, { maxPixels: 1e6 })).pixels;
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", pixels));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (hex !== sha256) different.push(name);
  }
  globalThis.different = different;
`;

describeWithChromium("pixels in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it("are those of Node for every format, file by file", async () => {
    const served = new Map<string, string | Buffer>([
      ["", `<!doctype html><title>pixels</title><script type="module">${DECODE_ALL}</script>`],
      ["images.json", JSON.stringify({ files: IMAGE_ORACLE.files })],
      ...CODEC_FILES.map((file) => [`codecs/${file}`, readFileSync(codecFile(file))] as const),
      ...(await bundle()),
    ]);
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.route(`${SITE}**`, async (route) => {
      const name = route.request().url().slice(SITE.length);
      const body = served.get(name);
      const type = name.endsWith(".js") ? "text/javascript" : name === "" ? "text/html" : "x/y";
      if (body === undefined) await route.fulfill({ status: 404, body: "" });
      else await route.fulfill({ body, contentType: type });
    });
    await page.goto(SITE);
    await page.waitForFunction("globalThis.different !== undefined");
    expect(await page.evaluate("globalThis.different")).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });
});

/** The page's decoder as one program with its chunks, by name. */
async function bundle(): Promise<[string, string][]> {
  const root = join(import.meta.dirname, "../..");
  const built = await build({
    root,
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      lib: { entry: "src/web/images/pixel-decoder.ts", formats: ["es"], fileName: "decoder" },
    },
  });
  const outputs: readonly Rollup.RollupOutput[] = [built]
    .flat()
    .flatMap((one) => ("output" in one ? [one] : []));
  return outputs.flatMap(({ output }) =>
    output.flatMap((file): [string, string][] =>
      file.type === "chunk" ? [[file.fileName, file.code]] : [],
    ),
  );
}
