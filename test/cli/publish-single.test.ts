import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insideAppFiles } from "../../src/node/app/app-files.js";
import { verifiedRecord } from "../../src/node/cli/publish.js";
import {
  publishSingleFile,
  SINGLE_LIMITS,
  type SingleLimits,
} from "../../src/node/cli/publish-single.js";
import type { PublishOptions } from "../../src/node/cli/publish-version.js";
import { openFolder } from "../../src/node/files/folder-access.js";
import { bytesBelow, publishTold } from "../support/published.js";
import { makeModelRecord } from "../support/published-model.js";
import { SILENT_IO } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

let folder: string;
let made: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-publish-single-"));
  made = await makeModelRecord(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const publish = (out: string, ...more: readonly string[]) =>
  publishTold(made, out, "--single-file", ...more);

/** What the page carries, by path. */
function insideOf(html: string): Map<string, Buffer> {
  const blocks = html.matchAll(
    /<script type="text\/plain" data-inside="([^"]*)" data-bytes="(\d+)">([^<]*)<\/script>/g,
  );
  const files = new Map<string, Buffer>();
  for (const [, path = "", bytes, packed = ""] of blocks) {
    const content = inflateSync(Buffer.from(packed, "base64"));
    expect(content.length, path).toBe(Number(bytes));
    files.set(path, content);
  }
  return files;
}

describe("homeground publish --single-file", () => {
  it("is one file with the record, byte for byte, and the app with its engine; twice the same", async () => {
    const out = join(folder, "one/record.html");
    const { told } = await publish(out, "--url", "https://a.example/b");
    expect(violationsOf("publish", told)).toEqual([]);
    expect(await readdir(join(folder, "one"))).toEqual(["record.html"]);
    const html = await readFile(out, "utf8");
    const inside = insideOf(html);
    const own = await bytesBelow(made);
    for (const [path, bytes] of own) {
      expect(inside.get(`record/${path}`)?.toString("latin1"), path).toBe(bytes);
    }
    for (const [path, disk] of insideAppFiles()) {
      if (path === "app.css") continue;
      expect(inside.get(`app/${path}`)?.equals(await readFile(disk)), path).toBe(true);
    }
    expect(inside.size).toBe(own.size + insideAppFiles().size - 1 + 1); // recount.js
    expect(told).toMatchObject({
      folder: null,
      page: out,
      app: null,
      alreadyThere: false,
      ...{ address: "https://a.example/b/record.html", files: own.size },
    });
    const { bytes, parts } = told.single;
    expect(bytes).toBe((await stat(out)).size);
    expect(parts.map(({ what }: { what: string }) => what)).toEqual([
      "page",
      "record",
      "images",
      "model",
      "app",
      "engine",
    ]);
    expect(parts.reduce((sum: number, part: { bytes: number }) => sum + part.bytes, 0)).toBe(bytes);
    expect(bytes).toBeLessThan(9_000_000);
    const again = join(folder, "two/record.html");
    await publish(again, "--url", "https://a.example/b");
    expect((await readFile(again, "utf8")) === html).toBe(true);
    expect((await publish(out, "--url", "https://a.example/b")).told.alreadyThere).toBe(true);
  });

  it("leads nowhere: no address of a host, none of a file beside it", async () => {
    const out = join(folder, "leads.html");
    await publish(out);
    const html = (await readFile(out, "utf8")).replace(/<script[\s\S]*?<\/script>/g, "");
    const leads = html.matchAll(/(?:href|src|srcset|action|url)\s*[=(]\s*["']?([^"')\s>]*)/g);
    const targets = [...leads].map(([, target = ""]) => target);
    expect(targets.length).toBeGreaterThan(40);
    for (const target of targets) expect(target).toMatch(/^#|^data:(image|text)\//);
  });

  it("is small without the app, and then has no model and no engine", async () => {
    const out = join(folder, "small.html");
    const { told } = await publish(out, "--no-app");
    expect(violationsOf("publish", told)).toEqual([]);
    const html = await readFile(out, "utf8");
    expect([...insideOf(html).keys()].filter((path) => !path.startsWith("record/images/"))).toEqual(
      [
        "record/record.json",
        "record/manifest.ndjson",
        "record/predictions.csv",
        "record/card.json",
        "recount.js",
      ],
    );
    expect(html).not.toMatch(/<a[^>]*href="#try"/);
    expect(html).toContain("model.onnx, not in this file");
    expect(html).not.toMatch(/script-src [^;]*(blob|eval)/);
    expect(told.single.bytes).toBeLessThan(600_000);
  });

  it("is refused above its limit with the size of each part, and leaves large images with the record", async () => {
    const file = join(made, "record.json");
    const access = await openFolder(made);
    const asked = { out: join(folder, "large.html"), quiet: true, check: false } as const;
    const verified = await verifiedRecord(file, access, asked, SILENT_IO);
    const source = { file, access, address: null, places: null };
    const at = (limits: Partial<SingleLimits>, more: Partial<PublishOptions> = {}) =>
      publishSingleFile(verified, source, { ...asked, ...more }, SILENT_IO, {
        ...SINGLE_LIMITS,
        ...limits,
      });
    await expect(at({ bytes: 5_000_000 })).rejects.toMatchObject({
      code: "output/too-large",
      what: expect.stringMatching(
        /more than 5\.0 MB: page .*, record .*, images .*, model .*, app \d\.\d MB, engine \d\.\d MB$/,
      ),
      fix: expect.stringContaining("--no-app"),
    });
    expect(await stat(asked.out).catch(() => null)).toBeNull();
    const { text } = await at({ bytes: 5_000_000, imagesBytes: 100 }, { app: false });
    expect(text.replace(/\s+/g, " ")).toContain("no images: together they are more than 10 MB");
    const html = await readFile(asked.out, "utf8");
    expect([...insideOf(html).keys()].join()).not.toContain("images/");
    expect(html).toContain("The images are not in this file");
    expect(html).not.toContain('href="#file/record/images');
  });

  it("takes a name of an .html file, and writes over no other file", async () => {
    expect((await publish(join(folder, "site"))).told.error).toMatchObject({
      code: "usage/bad-option",
      where: "--out",
    });
    const mine = join(folder, "mine.html");
    await writeFile(mine, "<h1>mine</h1>");
    expect((await publish(mine, "--no-app")).told.error).toMatchObject({
      code: "output/not-written",
    });
    expect(await readFile(mine, "utf8")).toBe("<h1>mine</h1>");
  });
});
