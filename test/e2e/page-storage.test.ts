import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HomegroundError } from "../../src/core/errors.js";
import type { ObjectStore } from "../../src/evaluation/object-store.js";
import { openFileScoreLog } from "../../src/node/storage/file-score-log.js";
import type { ScoreLog } from "../../src/scoring/score-log.js";
import { objectStoreContract } from "../contract/object-store.js";
import { FAILED, KEY_A, KEY_B, SCORED, scoreLogContract } from "../contract/score-log.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { pageProgram } from "../support/shared-builds.js";
import { openStaticSite, type StaticSite } from "../support/static-site.js";
import type { StorageCall, StorageTold, ToldRecord } from "../support/storage-calls.js";
import { throwsCode } from "../support/throws-code.js";

describeWithChromium("what a page keeps", () => {
  let browser: Browser;
  let site: StaticSite;
  let page: Page;
  let made = 0;

  beforeAll(async () => {
    const html = `<!doctype html><title>s</title><link rel="icon" href="data:,">`;
    const program = await pageProgram("test/support/storage-worker.ts", "storage", "text");
    site = await openStaticSite(new Map([["index.html", html], ...program]), "/some/where/");
    browser = await launchChromium();
    page = await (await browser.newContext()).newPage();
    await start(page);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function start(at: Page): Promise<void> {
    await at.goto(site.url);
    await at.evaluate(() => {
      const worker = new Worker("storage.js", { type: "module" });
      Object.assign(globalThis, {
        ask: (call: unknown) =>
          new Promise((resolve) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = ({ data }) => resolve(data);
            worker.postMessage(call, [port2]);
          }),
      });
    });
  }

  async function ask<T>(call: StorageCall, at = page): Promise<T> {
    const told = (await at.evaluate(
      (asked) => (globalThis as unknown as { ask(call: unknown): Promise<unknown> }).ask(asked),
      call,
    )) as StorageTold;
    if ("value" in told) return told.value as T;
    throw told.error === null
      ? new Error(told.message)
      : new HomegroundError(told.error.code, told.error);
  }

  async function openLog(name: string, at = page): Promise<ScoreLog> {
    const id = await ask<number>({ do: "open-log", name }, at);
    // The port answers at once; what the page answers later is looked up beforehand.
    const known = new Set<string>();
    for (const key of [KEY_A, KEY_B]) {
      if (await ask<boolean>({ do: "has", id, key }, at)) known.add(key);
    }
    return {
      has: (key) => known.has(key),
      async read(key) {
        const told = await ask<ToldRecord | null>({ do: "read", id, key }, at);
        return told?.ok ? { ...told, scores: Float64Array.from(told.scores) } : told;
      },
      async append(key, record) {
        const told = record.ok ? { ...record, scores: [...record.scores] } : record;
        await ask({ do: "append", id, key, record: told }, at);
        if (await ask<boolean>({ do: "has", id, key }, at)) known.add(key);
      },
      close: () => ask({ do: "close", id }, at),
    };
  }

  async function openStore(): Promise<ObjectStore> {
    const id = await ask<number>({ do: "open-store", name: `store-${made++}` });
    return {
      put: (key, bytes) => ask({ do: "put", id, key, bytes: [...bytes] }),
      get: async (key) => Uint8Array.from(await ask<number[]>({ do: "get", id, key })),
      list: (prefix) => ask({ do: "list", id, prefix }),
    };
  }

  scoreLogContract("private files of a page", () => openLog(`log-${made++}`));
  objectStoreContract("private files of a page", openStore);

  it("keeps scores over a reload, and in the bytes of the command line", async () => {
    const log = await openLog("reload");
    await log.append(KEY_A, SCORED);
    await log.append(KEY_B, FAILED);
    // No close: the page goes away in the middle of a run.
    await start(page);
    const again = await openLog("reload");
    expect(await again.read(KEY_A)).toEqual(SCORED);
    expect(await again.read(KEY_B)).toEqual(FAILED);
    await again.close();

    const folder = await mkdtemp(join(tmpdir(), "homeground-"));
    try {
      const path = join(folder, "scores.log");
      const onDisk = await openFileScoreLog(path);
      await onDisk.append(KEY_A, SCORED);
      await onDisk.append(KEY_B, FAILED);
      await onDisk.close();
      expect(await ask({ do: "bytes-of-log", name: "reload" })).toEqual([
        ...(await readFile(path)),
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("keeps what was whole when the end is cut off", async () => {
    const log = await openLog("cut");
    await log.append(KEY_A, SCORED);
    await log.append(KEY_B, FAILED);
    await log.close();
    const bytes = await ask<number[]>({ do: "bytes-of-log", name: "cut" });
    await ask({ do: "write-log", name: "cut", bytes: bytes.slice(0, -3) });
    const again = await openLog("cut");
    expect([again.has(KEY_A), again.has(KEY_B)]).toEqual([true, false]);
    await again.append(KEY_B, FAILED);
    expect(await again.read(KEY_B)).toEqual(FAILED);
    await again.close();
    expect(await ask({ do: "bytes-of-log", name: "cut" })).toEqual(bytes);
  });

  it("overwrites nothing that is no log", async () => {
    const text = [...new TextEncoder().encode("a text of somebody, not to be overwritten")];
    await ask({ do: "write-log", name: "other", bytes: text });
    await expect(openLog("other")).rejects.toThrow(throwsCode("input/unreadable"));
    expect(await ask({ do: "bytes-of-log", name: "other" })).toEqual(text);
  });

  it("lets one tab write a log, and the next one when that is closed", async () => {
    const other = await page.context().newPage();
    await start(other);
    const log = await openLog("two");
    await log.append(KEY_A, SCORED);
    await expect(openLog("two", other)).rejects.toThrow(throwsCode("output/not-written"));
    await log.close();
    const next = await openLog("two", other);
    expect(await next.read(KEY_A)).toEqual(SCORED);
    await next.close();
    await other.close();
  });

  it("says that no room is left, keeps what was there, and goes on when there is room", async () => {
    const devtools = await page.context().newCDPSession(page);
    const origin = new URL(site.url).origin;
    const log = await openLog("full");
    const store = await openStore();
    await log.append(KEY_A, SCORED);
    await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1000 });
    const large = { ...SCORED, scores: new Float64Array(400_000) };
    await expect(log.append(KEY_B, large)).rejects.toThrow(throwsCode("output/not-written"));
    await expect(log.append(KEY_B, large)).rejects.toThrow(/no room is left/);
    expect(log.has(KEY_B)).toBe(false);
    expect(await log.read(KEY_A)).toEqual(SCORED);
    await expect(store.put("large", new Uint8Array(300_000))).rejects.toThrow(
      throwsCode("output/not-written"),
    );
    await expect(store.get("large")).rejects.toThrow(throwsCode("input/not-found"));
    await devtools.send("Storage.overrideQuotaForOrigin", { origin });
    await log.append(KEY_B, FAILED);
    expect(await log.read(KEY_B)).toEqual(FAILED);
    await log.close();
  });
});
