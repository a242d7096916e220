import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lineText } from "../../src/ledger/ledger.js";
import { createNodeSignatures } from "../../src/node/signatures.js";
import { recordText } from "../../src/records/record/identity.js";
import { signRecord } from "../../src/records/record/signature.js";
import { HOSTILE } from "../reports/fixtures.js";
import { axe, axeOfColours } from "../support/axe.js";
import { inEachLook } from "../support/looks.js";
import {
  makeRecord,
  type Published,
  publishCase,
  publishMade,
  resealed,
  tampered,
} from "../support/published.js";
import { writeRecordCase } from "../support/record-case.js";
import { describeInChromium } from "../support/report-browser.js";
import { hiddenMarks, lowContrasts } from "../support/report-checks.js";
import { tabStops } from "../support/report-keyboard.js";
import { runHere } from "../support/run-here.js";
import { ledgerLines, resultOf } from "../support/shared-results.js";
import { type StaticServer, serveFolder } from "../support/static-server.js";
import { writeTaskCases } from "../support/task-records.js";

const WIDE = { width: 1280 };

let folder: string;
let published: Published;
const servers: StaticServer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-page-"));
  published = await publishCase(join(folder, "one"), "--cluster", "site");
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await rm(folder, { recursive: true, force: true });
});

async function served(
  root: string,
  held?: { readonly name: RegExp; readonly until: Promise<void> },
): Promise<StaticServer> {
  const server = await serveFolder(root, held ?? null);
  servers.push(server);
  return server;
}

/** Answers that wait until they are let go. */
function gate(): { readonly until: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { until, open };
}

const panelOf = (page: Page) => page.locator("#recount");
const titleOf = (page: Page) => panelOf(page).getByRole("heading", { level: 2 });

/** Waits until counting has come to an end. */
async function counted(page: Page): Promise<string> {
  await panelOf(page).scrollIntoViewIfNeeded();
  await panelOf(page).getByRole("button", { name: "Count again" }).waitFor();
  return (await titleOf(page).textContent()) ?? "";
}

describeInChromium("the page of a record", ({ visit, openFile }) => {
  const open = async (root: string, options: Parameters<typeof visit>[1] = WIDE) => {
    const server = await served(root);
    const address = `${server.address}${published.short}/index.html`;
    return { server, address, ...(await visit(address, options)) };
  };

  it("counts the same figure again below any path, and asks for its own files alone", async () => {
    const { page, problems, requests, server } = await open(published.site);
    expect(await counted(page)).toBe("Recomputed here, just now: 20 of 30, the same figure");
    expect(await panelOf(page).textContent()).toMatch(/Figures computed again(\d+) of \1 equal/);
    // Every image: 10 of them are wrong (test/support/record-case.ts).
    expect(await panelOf(page).getByRole("img").getAttribute("aria-label")).toBe(
      "20 right and 10 wrong",
    );
    const rings = await panelOf(page)
      .locator(".dots i")
      .evaluateAll((dots) => dots.map((dot) => dot.className === "x"));
    expect(rings).toEqual(Array.from({ length: 30 }, (_, i) => i % 3 === 0));
    await page.locator("#images").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    expect(problems).toEqual([]);
    const base = `${server.address}${published.short}/`;
    for (const request of requests) expect(request).toMatch(/^(data:|blob:http|http)/);
    const outside = requests.filter((one) => !one.startsWith(base) && !/^(data|blob):/.test(one));
    expect(outside).toEqual([]);
    const FILES =
      /^(index\.html|recount\.js|badge\.svg|qr\.svg|pictures\/\d+\.(png|jpg)|record\/(record\.json|manifest\.ndjson|predictions\.csv|card\.json))$/;
    for (const path of server.asked) {
      expect(path.slice(published.short.length + 1)).toMatch(FILES);
    }
    const times = new Map<string, number>();
    for (const path of server.asked) times.set(path, (times.get(path) ?? 0) + 1);
    expect([...times].filter(([, n]) => n > 1)).toEqual([]);
    await page.close();
  });

  describe("names what is not as the record says", () => {
    it("an answer that was changed: the file, and what the figure is then", async () => {
      const root = join(folder, "answer");
      // The first image is a deer that is called fox: called deer, 21 are right.
      await tampered(published, root, "predictions.csv", (text) =>
        text.replace(/^000\.png,fox,([^,]+),([^,]+)$/m, "000.png,deer,$2,$1"),
      );
      const { page, problems } = await open(root);
      expect(await counted(page)).toBe("Not the same.");
      const text = (await panelOf(page).textContent()) ?? "";
      expect(text).toContain("The record says 20 of 30; the files here give 21 of 30.");
      expect(text).toMatch(
        /First difference: predictions\.csv has .*\(predictions\.csv, record\/hash-mismatch\)/,
      );
      expect(text).toContain("Do not rely on this page; tell the authors.");
      expect(problems).toEqual([]);
      await page.close();
    });

    it("a label that was changed", async () => {
      const root = join(folder, "label");
      await tampered(published, root, "manifest.ndjson", (text) =>
        text.replace('"labels":["deer"]', '"labels":["fox"]'),
      );
      const { page } = await open(root);
      expect(await counted(page)).toBe("Not the same.");
      const text = (await panelOf(page).textContent()) ?? "";
      expect(text).toContain("the files here give 21 of 30");
      expect(text).toMatch(/First difference: manifest\.ndjson has/);
      await page.close();
    });

    it("another record in its place, though it is sealed anew", async () => {
      const root = join(folder, "forged");
      await tampered(published, root, "predictions.csv", (text) => `${text} `);
      await tampered({ ...published, site: published.site }, root, "predictions.csv", (text) =>
        text.replace(/ $/, "").replace(/^001/m, "0O1"),
      );
      const path = join(root, published.short, "record/record.json");
      const forged = await resealed(path, (record) => ({ ...record, title: "Another" }));
      const { page } = await open(root);
      expect(await counted(page)).toBe("Not the same.");
      const text = (await panelOf(page).textContent()) ?? "";
      expect(text).toContain("record/expected-id");
      expect(text).toContain(forged.id);
      expect(text).toContain(published.record.id);
      await page.close();
    });

    it("a record of another spelling, and one that is none", async () => {
      const root = join(folder, "spelling");
      await tampered(published, root, "record.json", (text) => `${text}\n`);
      const { page } = await open(root);
      expect(await counted(page)).toBe("Not the same.");
      expect(await panelOf(page).textContent()).toContain("record/not-canonical");
      await writeFile(join(root, published.short, "record/record.json"), "{");
      await panelOf(page).getByRole("button", { name: "Count again" }).click();
      await expect.poll(() => panelOf(page).textContent()).toContain("record/bad-shape");
      await page.close();
    });

    it("a file that is not there", async () => {
      const root = join(folder, "gone");
      await tampered(published, root, "predictions.csv", (text) => `${text} `);
      await rm(join(root, published.short, "record/predictions.csv"));
      const { page } = await open(root);
      expect(await counted(page)).toBe("Not the same.");
      const text = await panelOf(page).textContent();
      expect(text).toContain("record/file-missing");
      expect(text).toContain("The record says 20 of 30; the files here give no figure.");
      await page.close();
    });
  });

  it("says that nothing was compared where the record cannot be had", async () => {
    const root = join(folder, "away");
    await tampered(published, root, "record.json", (text) => `${text} `);
    await rm(join(root, published.short, "record/record.json"));
    const { page } = await open(root);
    await counted(page);
    expect(await titleOf(page).textContent()).toContain("It could not be counted here");
    expect(await panelOf(page).textContent()).toContain("Nothing is known against the record");
    await page.close();
  });

  it("can be stopped and started again, opened by the address of its site alone", async () => {
    const { until, open } = gate();
    const server = await served(published.site, { name: /manifest/, until });
    const { page } = await visit(`${server.address}index.html`, WIDE);
    await page.waitForURL(`**/${published.short}/index.html`);
    await panelOf(page).getByRole("button", { name: "Stop" }).click();
    expect(await panelOf(page).textContent()).toContain("Stopped. Nothing was compared.");
    expect(await titleOf(page).textContent()).toBe("As the record states it: 20 of 30");
    open();
    await panelOf(page).getByRole("button", { name: "Count again" }).click();
    await expect
      .poll(() => titleOf(page).textContent())
      .toBe("Recomputed here, just now: 20 of 30, the same figure");
    await page.close();
  });

  it("counts again with the network off, and says so where nothing was read before", async () => {
    const { page, problems } = await open(published.site);
    await counted(page);
    await page.context().setOffline(true);
    const again = panelOf(page).getByRole("button", { name: "Count again" });
    await again.click();
    await panelOf(page).getByText("Counted from the files that this page read before").waitFor();
    expect(await titleOf(page).textContent()).toBe(
      "Recomputed here, just now: 20 of 30, the same figure",
    );
    expect(problems.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one))).toEqual([]);
    await page.context().setOffline(false);
    await page.close();
    // Nothing was read before: a host that is gone by the time that somebody scrolls to the panel.
    const { until, open: letGo } = gate();
    const server = await served(published.site, { name: /recount\.js/, until });
    const other = await visit(`${server.address}${published.short}/index.html`, WIDE);
    await panelOf(other.page).scrollIntoViewIfNeeded();
    await other.page.context().setOffline(true);
    letGo();
    await titleOf(other.page).getByText("the network or the host does not answer").waitFor();
    expect(await panelOf(other.page).textContent()).toContain(
      "Nothing is known against the record",
    );
    await other.page.close();
  });

  it("says nothing more once it is stopped, not even of a program that was on its way", async () => {
    const { until, open } = gate();
    const server = await served(published.site, { name: /recount\.js/, until });
    const { page } = await visit(`${server.address}${published.short}/index.html`, WIDE);
    await panelOf(page).getByRole("button", { name: "Stop" }).click();
    open();
    await page.waitForTimeout(1000);
    expect(await panelOf(page).textContent()).toContain("Stopped. Nothing was compared.");
    await page.close();
  });

  it("is complete without a script, and says what a script would do", async () => {
    const { page, problems, requests } = await open(published.site, { ...WIDE, scripts: false });
    const text = (await page.locator("main").textContent()) ?? "";
    expect(text).toContain("Recomputing needs JavaScript; the files are here:");
    expect(text).toContain("As the record states it: 20 of 30");
    expect(text).toContain("66.7%");
    for (const name of ["record.json", "manifest.ndjson", "predictions.csv"]) {
      const link = panelOf(page).getByRole("link", { name });
      expect(await link.getAttribute("href")).toBe(`record/${name}`);
    }
    expect(await page.getByRole("button").count()).toBe(0);
    expect(requests.filter((one) => one.endsWith(".js"))).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("opened from disk counts from the copy beside it, or says that it cannot", async () => {
    const path = join(published.site, published.short, "index.html");
    const { page, problems } = await openFile(path, WIDE);
    expect(await counted(page)).toBe("Recomputed here, just now: 20 of 30, the same figure");
    expect(await panelOf(page).textContent()).toContain("opened from disk");
    expect(problems).toEqual([]);
    await page.close();
    const bare = join(published.site, published.short, "bare.html");
    const html = await readFile(path, "utf8");
    await writeFile(bare, html.replace(' data-copy="record-data.js"', ""));
    const without = await openFile(bare, WIDE);
    await expect
      .poll(() => panelOf(without.page).textContent())
      .toContain("browsers do not let a page read other files, so nothing was counted");
    expect(await titleOf(without.page).textContent()).toBe("As the record states it: 20 of 30");
    await without.page.close();
    await rm(bare);
  });

  it("holds the copy beside it to the hashes too", async () => {
    const root = join(folder, "disk");
    await tampered(published, root, "record.json", (text) => `${text} `);
    const data = join(root, published.short, "record-data.js");
    const text = await readFile(data, "utf8");
    await writeFile(data, text.replace("000.png,fox,", "000.png,fox,1"));
    const { page } = await openFile(join(root, published.short, "index.html"), WIDE);
    expect(await counted(page)).toBe("Not the same.");
    expect(await panelOf(page).textContent()).toContain("predictions.csv has");
    await page.close();
  });

  it("has no fault that axe finds and can be read", async () => {
    for (const name of [`${published.short}/index.html`, "index.html#all"]) {
      const server = await served(published.site);
      const options = { ...WIDE, reducedMotion: true };
      const { page } = await visit(`${server.address}${name}`, options);
      await inEachLook(page, async (at, scheme) => {
        expect(await (scheme === "light" ? axe : axeOfColours)(page), at).toEqual([]);
      });
      if (name !== "index.html#all") await counted(page);
      await page.evaluate(() => {
        for (const one of document.querySelectorAll("details")) one.open = true;
      });
      await inEachLook(page, async (at) => {
        const { low, texts } = await lowContrasts(page);
        expect(low, at).toEqual([]);
        expect(texts, at).toBeGreaterThan(name === "index.html#all" ? 5 : 100);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide, at).toBeLessThanOrEqual(page.viewportSize()!.width);
      });
      await page.close();
    }
  });

  it("has no fault that axe finds once it has counted, and after a difference", async () => {
    for (const root of [published.site, join(folder, "answer")]) {
      const { page } = await open(root, { ...WIDE, reducedMotion: true });
      await counted(page);
      expect(await axe(page)).toEqual([]);
      await page.close();
    }
  });

  it("shows where a reader's result falls among those of other places, and asks for nothing", async () => {
    const { record } = published;
    const results = [92, 90, 75, 80, 89, 78].map((k, i) =>
      resultOf(k, 100, { record: record.id, place: `wood ${i}` }),
    );
    const ledger = join(folder, "places.ndjson");
    await writeFile(ledger, ledgerLines(results).map(lineText).join(""));
    const site = join(folder, "with-places");
    await publishMade(published.made, site, "--no-app", "--ledger", ledger);
    const [sent, broken] = [join(folder, "sent.json"), join(folder, "broken.json")];
    const theirs = resultOf(12, 40, { record: record.id, place: "mill" });
    await writeFile(sent, JSON.stringify(theirs));
    await writeFile(broken, "{");
    const look = { width: 390, scheme: "dark", reducedMotion: true } as const;
    const { page, problems } = await openFile(join(site, published.short, "index.html"), look);
    await counted(page);
    expect(await axe(page)).toEqual([]);
    await counted(page);
    const asked: string[] = [];
    page.on("request", (request) => {
      // Pictures further down are loaded as the page is scrolled.
      if (!request.url().includes("/pictures/")) asked.push(request.url());
    });
    const places = page.locator("#places");
    await places.getByLabel("Choose results").setInputFiles([sent, broken]);
    await places.getByText("broken.json: ").waitFor();
    expect(await places.getByRole("status").textContent()).toContain("mill falls below30.0% on 40");
    const rows = places.locator(".fo [role=rowheader]");
    expect(await rows.nth(1).textContent()).toBe("mill 40 images · not shared");
    const { low } = await lowContrasts(page);
    expect(low).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      390,
    );
    expect([asked, problems]).toEqual([[], []]);
    await page.close();
  });

  it("is reached by keyboard in reading order and left again", async () => {
    const { page } = await open(published.site, { ...WIDE, reducedMotion: true });
    await counted(page);
    const { expected, forward, back, unseen } = await tabStops(page);
    expect(expected.length).toBeGreaterThan(10);
    expect(forward).toEqual(expected);
    expect(back).toEqual([...expected].reverse());
    expect(unseen).toEqual([]);
    const again = panelOf(page).getByRole("button", { name: "Count again" });
    await again.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => panelOf(page).getAttribute("class")).toBe("re same");
    expect(await panelOf(page).getByRole("status").textContent()).toContain(
      "Recomputed here, just now",
    );
    // Whoever pressed the button finds it again where it was.
    await expect.poll(() => again.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.close();
  });

  it.each([320, 2560])(
    "is not wider than the window: %i px, and with text twice as large",
    async (width) => {
      const { page } = await open(published.site, { width, reducedMotion: true });
      await counted(page);
      await page.evaluate(() => {
        for (const one of document.querySelectorAll("details")) one.open = true;
      });
      for (const size of ["100%", "200%"]) {
        await page.evaluate((text) => {
          document.documentElement.style.fontSize = text;
        }, size);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide, size).toBeLessThanOrEqual(width);
      }
      await page.close();
    },
  );

  it("says whose signature holds, and names one that does not", async () => {
    const place = join(folder, "signed");
    const made = await makeRecord(await writeRecordCase(place), join(place, "made"));
    const path = join(made, "record.json");
    const signatures = createNodeSignatures();
    const record = JSON.parse(await readFile(path, "utf8"));
    const signed = await signRecord(record, await signatures.generate(), signatures);
    await writeFile(path, recordText(signed));
    const one = await publishMade(made, join(place, "site"));
    const server = await served(one.site);
    const { page } = await visit(`${server.address}${one.short}/index.html`, WIDE);
    await counted(page);
    expect(await panelOf(page).textContent()).toContain("Signatures1 hold");
    const key = signed.signatures[0]?.publicKey ?? "";
    expect(await page.getByText(key).first().isVisible()).toBe(true);
    await page.close();
    const root = join(place, "forged");
    const other = await signRecord(record, await signatures.generate(), signatures);
    await tampered(one, root, "record.json", (text) =>
      text.replace(signed.signatures[0]!.signature, other.signatures[0]!.signature),
    );
    const forged = await served(root);
    const { page: wrong } = await visit(`${forged.address}${one.short}/index.html`, WIDE);
    expect(await counted(wrong)).toBe("Not the same.");
    expect(await panelOf(wrong).textContent()).toContain("record/signature");
    await wrong.close();
  });

  it("shows marks where the system chooses the colours", async () => {
    const { page } = await open(published.site, { ...WIDE, forcedColors: true });
    await counted(page);
    expect(await hiddenMarks(page)).toEqual([]);
    await page.close();
  });

  it("counts every task again, and records whose images are named nowhere", async () => {
    const cases = join(folder, "tasks");
    const one = await writeRecordCase(cases);
    const tasks = await writeTaskCases(cases, one);
    const runs = [
      ["multilabel", tasks.multilabel, "open"],
      ["anomaly", tasks.anomaly, "closed"],
      ["detection", tasks.detection, "on-request"],
      ["masks", tasks.masks, "open"],
      ["counting", tasks.counting, "closed"],
      ["keypoints", tasks.keypoints, "on-request"],
    ] as const;
    for (const [task, words, openness] of runs) {
      const made = join(cases, `${task}-made`);
      const create = ["record", "create", ...words, "--openness", openness, "--out", made];
      expect((await runHere([...create, "--facts", one.facts, "--publish"])).status).toBe(0);
      const { site, short, record } = await publishMade(made, join(cases, `${task}-site`));
      const server = await served(site);
      const { page, problems } = await visit(`${server.address}${short}/index.html`, WIDE);
      const title = await counted(page);
      expect(title, task).toMatch(/^Recomputed here, just now: .*, the same figure$/);
      const stated = await panelOf(page).getAttribute("data-stated");
      expect(title).toContain(stated ?? "nothing");
      const n = record.claims.filter(({ recomputable }) => recomputable).length;
      expect(await panelOf(page).textContent()).toContain(`${n} of ${n} equal`);
      expect(problems).toEqual([]);
      await page.close();
    }
  });

  it("does nothing that hostile words of a record and hostile names ask for", async () => {
    const place = join(folder, "hostile");
    const one = await writeRecordCase(place, 16);
    const texts = HOSTILE.filter((text) => !text.includes("\ud800"));
    const bad = texts.join(" ");
    const facts = join(place, "hostile.json");
    const all = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, bad]));
    await writeFile(
      facts,
      JSON.stringify({
        title: bad,
        facts: {
          ...all(["contact", "doi", "url", "licence", "madeAt", "sites", "seasons", "devices"]),
          ...all(["populations", "howChosen", "exclusions", "uses"]),
          authors: texts.filter((text) => text.trim() !== ""),
        },
        construct: all([
          "task",
          "population",
          "labelling",
          "agreement",
          "counts",
          "decision",
          "doesNotShow",
        ]),
        scope: { expected: texts, notTested: texts, knownToFail: texts },
        caveats: texts,
        trainingCounts: { [bad]: 3 },
      }),
    );
    const made = await makeRecord({ ...one, facts }, join(place, "made"), "--cluster", "site");
    const { site, short } = await publishMade(made, join(place, "site"));
    const server = await served(site);
    for (const name of [`${short}/index.html`, "index.html#all"]) {
      const { page, problems, requests } = await visit(server.address + name, WIDE);
      if (name !== "index.html#all") expect(await counted(page)).toContain("the same figure");
      await page.evaluate(() => {
        for (const one of document.querySelectorAll("details")) one.open = true;
      });
      expect(await page.title()).toMatch(/ · Homeground$/);
      expect(await page.getByText("pwned", { exact: true }).count()).toBe(0);
      expect(await page.locator("h1").count()).toBe(1);
      expect(problems).toEqual([]);
      const outside = requests.filter((one) => !/^data:|^(blob:)?http:\/\/127\.0\.0\.1:/.test(one));
      expect(outside).toEqual([]);
      await page.close();
    }
  });

  it("reads nothing large unasked", async () => {
    const html = await readFile(join(published.site, published.short, "index.html"), "utf8");
    const root = join(folder, "large");
    await cp(published.site, root, { recursive: true });
    await writeFile(
      join(root, published.short, "index.html"),
      html.replace(/data-bytes="\d+"/, 'data-bytes="12000000"'),
    );
    const large = await open(root);
    await panelOf(large.page).scrollIntoViewIfNeeded();
    await large.page.waitForTimeout(500);
    expect(large.server.asked.filter((path) => path.includes("record/"))).toEqual([]);
    await panelOf(large.page)
      .getByRole("button", { name: "Count it again here (reads 12.0 MB)" })
      .click();
    expect(await counted(large.page)).toBe("Recomputed here, just now: 20 of 30, the same figure");
    await large.page.close();
  });

  it("is small: page and scripts within 350 kB compressed, without pictures", async () => {
    const sizes = await Promise.all(
      ["index.html", "recount.js", "badge.svg", "qr.svg"].map(async (name) => {
        return gzipSync(await readFile(join(published.site, published.short, name))).length;
      }),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(350_000);
    expect(sizes[0]).toBeLessThan(60_000);
  });
});
