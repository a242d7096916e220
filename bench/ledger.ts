/**
 * A ledger of many places: `npm run bench -- ledger`, or this file with a number of entries. One result is added
 * to it, the first time without an index and then with one; it is verified and foreseen from, and one of signed
 * results is verified. Each in a process of its own, so that one's memory is not another's. Then a record's page
 * of 1,000 places is written and opened.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { CHROMIUM } from "../scripts/chromium.js";
import { createRandom } from "../src/core/random.js";
import { EMPTY_END, lineText, nextLine } from "../src/ledger/ledger.js";
import { type SharedResult, sharedText } from "../src/ledger/shared-result.js";
import { signedResult } from "../src/ledger/signed-result.js";
import { addToLedger, verifyLedger } from "../src/node/cli/ledger.js";
import { forecastOfLedger } from "../src/node/cli/ledger-forecast.js";
import { createNodeDigest } from "../src/node/digest.js";
import { createNodeSignatures } from "../src/node/signatures.js";
import { createWords, writeRecordCase } from "../test/support/record-case.js";
import { SILENT_IO } from "../test/support/run-here.js";
import { openStaticSite } from "../test/support/static-site.js";

export interface LedgerTime {
  readonly what: string;
  readonly wallMs: number;
  /** User and system: a busy machine takes longer by the wall alone. */
  readonly processorMs: number;
  readonly peakMiB: number;
}

const STEPS = ["first add", "add", "verify", "forecast"] as const;
const SIGNED = "verify, all signed";

/** A row for each step, in their order. */
export async function benchLedger(entries = 100_000): Promise<readonly LedgerTime[]> {
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  try {
    await writeLedger(folder, entries);
    const times = STEPS.map((step) => timed(step, folder));
    await writeLedger(folder, entries, { isSigned: true });
    return [...times, timed(SIGNED, folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface LedgerPageTime {
  readonly places: number;
  readonly pageMb: number;
  /** From the address to the places on the screen, the quickest of five. */
  readonly opensMs: number;
}

/** Null where the browser is not there. */
export async function benchLedgerPage(places = 1000): Promise<LedgerPageTime | null> {
  if (!existsSync(CHROMIUM)) return null;
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  const [made, site] = [join(folder, "made"), join(folder, "site")];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--disable-gpu"] });
  try {
    run(createWords(await writeRecordCase(folder), made, "--publish"));
    const { id } = JSON.parse(readFileSync(join(made, "record.json"), "utf8")) as { id: string };
    await writeLedger(folder, places, { record: id });
    const words = ["publish", made, "--out", site, "--ledger", folder];
    run([...words, "--no-app", "--no-check", "--quiet"]);
    const own = `${id.slice(0, 12)}/index.html`;
    const served = await openStaticSite(site);
    const times: number[] = [];
    for (let time = 0; time < 5; time++) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const started = performance.now();
      await page.goto(`${served.url}${own}`);
      await page
        .getByText(`place ${places - 1}`)
        .first()
        .waitFor({ state: "attached" });
      times.push(performance.now() - started);
      await page.close();
    }
    await served.close();
    const pageMb = Math.round(statSync(join(site, own)).size / 1e4) / 100;
    return { places, pageMb, opensMs: Math.round(Math.min(...times)) };
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The built program: a page's script is not to be had without a build. */
function run(words: readonly string[]): void {
  const main = fileURLToPath(import.meta.resolve("../dist/node/cli/main.js"));
  execFileSync(process.execPath, [main, ...words], { stdio: "ignore" });
}

function timed(step: string, folder: string): LedgerTime {
  const words = ["--import", "tsx", fileURLToPath(import.meta.url), "--one", step, folder];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: "utf8" })) as LedgerTime;
}

async function writeLedger(
  folder: string,
  entries: number,
  { record, isSigned = false }: { readonly record?: string; readonly isSigned?: boolean } = {},
): Promise<void> {
  const signatures = createNodeSignatures();
  const key = await signatures.generate();
  const random = createRandom(7);
  const parts: string[] = [];
  let end = EMPTY_END;
  for (let i = 0; i < entries; i++) {
    const local = drawnResult(i, 0.5 + 0.45 * random.uniform());
    const drawn = record === undefined ? local : { ...local, record };
    const result = isSigned ? await signedResult(drawn, key, signatures, createNodeDigest) : drawn;
    const line = nextLine(end, { provenance: "told", result }, createNodeDigest);
    parts.push(lineText(line));
    end = { count: line.seq, head: line.id };
  }
  writeFileSync(join(folder, "ledger.ndjson"), parts.join(""));
  for (const step of STEPS.slice(0, 2)) {
    const result = drawnResult(entries + STEPS.indexOf(step), 0.8);
    writeFileSync(join(folder, `${step}.json`), sharedText(result));
  }
}

/** A result of a place of its own, with the texts that most results have. */
function drawnResult(i: number, share: number): SharedResult {
  const n = 100 + (i % 400);
  const k = Math.round(share * n);
  const figure = { value: k / n, low: 0.8 * (k / n), high: k / n, level: 0.95, n, clusters: null };
  return {
    schema: "homeground.shared-result/2",
    software: { name: "homeground", version: "1.0.0" },
    record: "a".repeat(64),
    model: "b".repeat(64),
    task: "classification",
    unit: "image",
    evidence: i.toString(16).padStart(64, "0"),
    month: `2026-${String(1 + (i % 12)).padStart(2, "0")}`,
    place: `place ${i}`,
    counts: { images: n, scored: n, listed: {}, classes: 5 },
    figures: [
      { metric: "accuracy", ...figure, method: "wilson", k, nEff: n },
      { metric: "macro-f1", ...figure, method: "wilson-jackknife", k: null, nEff: null },
    ],
    classes: null,
    verdicts: [],
    scope: { images: n, covered: k },
  };
}

async function one(step: string, folder: string): Promise<LedgerTime> {
  const started = performance.now();
  const before = process.cpuUsage();
  if (step === "verify" || step === SIGNED) await verifyLedger(folder);
  else if (step === "forecast") await forecastOfLedger(folder, { claim: "accuracy=0.9" });
  else await addToLedger(folder, [join(folder, `${step}.json`)], {}, SILENT_IO);
  const { user, system } = process.cpuUsage(before);
  return {
    what: step,
    wallMs: Math.round(performance.now() - started),
    processorMs: Math.round((user + system) / 1000),
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(basename(process.argv[1]))) {
  const [first, step = "", folder = ""] = process.argv.slice(2);
  if (first === "--one") console.log(JSON.stringify(await one(step, folder)));
  else {
    console.table(await benchLedger(first === undefined ? undefined : Number(first)));
    console.table([await benchLedgerPage()]);
  }
}
