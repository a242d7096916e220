import { createHash } from "node:crypto";
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import type { Forecast } from "../../src/ledger/forecast.js";
import {
  EMPTY_END,
  endAfter,
  type LedgerLine,
  lineText,
  nextLine,
  readLedger,
} from "../../src/ledger/ledger.js";
import { readSharedResult } from "../../src/ledger/read-shared.js";
import { openGrowing } from "../../src/node/cli/ledger-file.js";
import { createNodeDigest } from "../../src/node/digest.js";
import {
  croissantViolations,
  evalResultsViolations,
  modelIndexViolations,
} from "../support/export-rules.js";
import { type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

let folder: string;
let one: RecordCase;
let out: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-ledger-"));
  vi.stubEnv("HOMEGROUND_DATA_DIR", join(folder, "data"));
  one = await writeRecordCase(folder);
  out = join(folder, "out");
  const ran = await runHere([
    "evaluate",
    one.images,
    "--labels",
    one.labels,
    "--predictions",
    one.predictions,
    "--out",
    out,
    "--quiet",
  ]);
  expect(ran.status, ran.err).toBe(0);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** The shared result of the run, with k of n hits, as another place might send it. */
async function shareOf(name: string, k: number, n: number): Promise<string> {
  const file = join(folder, name);
  const { out: text } = await runHere(["share", out, "--json", "-"]);
  const shared = JSON.parse(text);
  const figure = { ...shared.figures[0], value: k / n, low: null, high: null, k, n, nEff: n };
  const model = "d".repeat(64);
  const counts = { ...shared.counts, images: n, scored: n, listed: {} };
  await writeFile(file, JSON.stringify({ ...shared, model, counts, figures: [figure] }));
  return file;
}

const PLACES = [
  [92, 100],
  [180, 200],
  [45, 60],
  [160, 200],
  [270, 300],
  [71, 90],
] as const;

describe("homeground share", () => {
  it("shows the bytes that it writes, names nothing, and writes over nothing", async () => {
    const file = join(folder, "shared.json");
    const words = ["--place", "dry forest", "--month", "2026-11", "--out", file];
    const ran = await runHere(["share", out, ...words]);
    expect(ran.status, ran.err).toBe(0);
    const text = await readFile(file, "utf8");
    expect(ran.out).toContain(text);
    const shared = JSON.parse(text);
    expect(violationsOf("shared-result", shared)).toEqual([]);
    expect(shared).toMatchObject({ place: "dry forest", month: "2026-11" });
    expect(shared.figures[0]).toMatchObject({ metric: "accuracy", k: 20, n: 30, nEff: 30 });
    for (const name of one.names) expect(text).not.toContain(name);
    const again = await runHere(["share", join(out, "result.json"), "--out", file]);
    expect(again).toMatchObject({ status: 1 });
    expect(again.err).toContain("output/not-written");
  });

  it("refuses what is no result, and words that are none", async () => {
    expect((await runHere(["share", one.images])).err).toContain("input/not-found");
    const file = join(folder, "other.json");
    await writeFile(file, '{"schema":"homeground.scope/1"}');
    expect((await runHere(["share", file])).err).toContain("ledger/not-a-result");
    await writeFile(file, '{"schema":"homeground.result/1"}');
    expect((await runHere(["share", file])).err).toContain("ledger/not-a-result");
    expect(await runHere(["share", out, "--month", "May"])).toMatchObject({ status: 2 });
    expect(await runHere(["share", out, "--place", " "])).toMatchObject({ status: 2 });
  });
});

const run = (...more: string[]) =>
  runHere([
    ...["evaluate", one.images, "--predictions", one.predictions],
    ...(more.includes("--labels") ? [] : ["--labels", one.labels]),
    ...["--out", join(folder, "again"), "--quiet", ...more],
  ]);

describe("homeground evaluate --share", () => {
  it("shows and writes what share does of the same result", async () => {
    const file = join(folder, "at-once.json");
    const ran = await run("--share", file, "--place", "a mill");
    expect(ran.status, ran.err).toBe(0);
    const text = await readFile(file, "utf8");
    expect(ran.out).toContain(text);
    const later = await runHere([
      "share",
      join(folder, "again"),
      "--place",
      "a mill",
      "--json",
      "-",
    ]);
    // The pixels are there at once alone.
    const { evidence, ...shared } = JSON.parse(text);
    expect(evidence).toMatch(/^[0-9a-f]{64}$/);
    expect({ ...shared, evidence: null }).toEqual(JSON.parse(later.out));
  });

  it("tells of some of the images again what cannot be held against the first text", async () => {
    const lines = (await readFile(one.labels, "utf8")).trimEnd().split("\n");
    const some = async (name: string, left: number, classes: string[] = []) => {
      const labels = join(folder, `${name}.csv`);
      await writeFile(labels, `${lines.slice(0, lines.length - left).join("\n")}\n`);
      const text = join(folder, `${name}.json`);
      const ran = await run("--labels", labels, "--share", text, ...classes);
      return { ...ran, text: await readFile(text, "utf8").catch(() => null) };
    };
    const fewer = await some("but-three", 3);
    expect(fewer).toMatchObject({ status: 1, text: null });
    expect(fewer.err).toContain("ledger/told-before: these images differ");
    const six = await some("but-six", 6);
    expect(six.status, six.err).toBe(0);
    expect(six.out).toContain("Shares of all images alone");
    const log = join(folder, "data/shares.ndjson");
    const kept = await readFile(log, "utf8");
    expect((await stat(log)).mode & 0o077).toBe(0);
    for (const name of one.names) expect(kept).not.toContain(name);
    // Once more, word for word: nothing new is kept.
    await rm(join(folder, "but-six.json"));
    expect((await some("but-six", 6)).status).toBe(0);
    expect(await readFile(log, "utf8")).toBe(kept);
    // Nor where a killed run left part of a line, which is taken away.
    await writeFile(log, `${kept}{"images`);
    expect((await some("but-thirteen", 13)).status).toBe(0);
    expect((await readFile(log, "utf8")).startsWith(`${kept}{"images":"`)).toBe(true);
    expect((await readFile(log, "utf8")).split("\n")).toHaveLength(kept.split("\n").length + 1);
    await writeFile(log, `${kept}no line\n`);
    expect((await some("but-nine", 9)).err).toContain("input/bad-shape");
    await rm(log);
  });

  it("refuses before anything is scored", async () => {
    const file = join(folder, "there.json");
    await writeFile(file, "");
    expect((await run("--share", file)).err).toContain("output/not-written");
    for (const wrong of [["--month", "13"], ["--share-classes"]]) {
      expect(await run("--share", join(folder, "x.json"), ...wrong)).toMatchObject({ status: 2 });
    }
  });
});

describe("homeground ledger", () => {
  it("adds, lists, verifies, merges and foresees", async () => {
    const files = await Promise.all(PLACES.map(([k, n], i) => shareOf(`place-${i}.json`, k, n)));
    const [here, there] = [join(folder, "here"), join(folder, "there")];
    const added = await runHere(["ledger", "add", here, ...files.slice(0, 4), "--json", "-"]);
    expect(added.status, added.err).toBe(0);
    const first = JSON.parse(added.out);
    expect(violationsOf("ledger", first)).toEqual([]);
    expect(first).toMatchObject({ entries: 4, refused: [] });

    const few = await runHere(["ledger", "forecast", here]);
    expect(few.out).toContain("ledger/too-few");

    expect((await runHere(["ledger", "add", there, ...files.slice(2)])).status).toBe(0);
    const merged = await runHere(["ledger", "merge", here, there, "--json", "-"]);
    expect(merged.status, merged.err).toBe(0);
    expect(JSON.parse(merged.out)).toMatchObject({ entries: 6 });

    const table = join(folder, "places.csv");
    const listed = await runHere(["ledger", "list", here, "--csv", table]);
    const [head = "", row = ""] = (await readFile(table, "utf8")).split("\n");
    const cells = new Map(head.split(",").map((name, i) => [name, row.split(",")[i]]));
    expect(Object.fromEntries(cells)).toMatchObject({
      line: "1",
      provenance: "told",
      metric: "accuracy",
      value: "0.92",
      hits: "92",
      n: "100",
      n_eff: "100",
    });
    expect((await runHere(["ledger", "list", here, "--csv", table])).err).toContain(
      "output/not-written",
    );
    expect(listed.out).toContain("6 results");
    expect(listed.out).toContain("told");
    expect((await runHere(["ledger", "verify", here])).out).toContain("6 lines");

    const claim = ["--claim", "accuracy=0.92"];
    const foreseen = await runHere(["ledger", "forecast", here, ...claim]);
    expect(foreseen.out).toContain("At a new place, expect 54.8% to 96.6%");
    expect(foreseen.out).toContain("87.0% or more: 42% likely [15%, 72%]");
    const exported = ["csv", "tex", "svg", "yaml", "badge.svg", "json", "eval.yaml"].map((ending) =>
      join(folder, `next.${ending}`),
    );
    const json = JSON.parse(
      (
        await runHere([
          "ledger",
          "forecast",
          here,
          ...claim,
          "--json",
          "-",
          ...["--benchmark", "lab/places#accuracy"],
          ...exported.flatMap((file) => ["--export", file]),
        ])
      ).out,
    );
    expect(violationsOf("forecast", json)).toEqual([]);
    const [csv = "", tex = "", svg = "", yaml = "", badge = "", whole = "", hub = ""] =
      await Promise.all(exported.map((file) => readFile(file, "utf8")));
    expect(JSON.parse(whole)).toEqual(json);
    expect(badge).toContain("Accuracy, tested at 6 places: 75–92%");
    expect(badge).toContain("At a new place, expect 55–97%");
    const { next, average } = json as Forecast;
    const rows = csv.trimEnd().split("\n");
    expect(rows).toHaveLength(9);
    expect(rows[1]).toMatch(/^place,[0-9a-f]{64},.*,told,0\.92,/);
    expect(rows[8]).toBe(`next place,,,,,${next!.value},${next!.low},${next!.high},,,,,`);
    expect(tex).toContain("\\toprule");
    expect(tex).toContain("Next place &  & 55 to 97\\% &  &  \\\\");
    expect(svg.match(/<circle/g)).toHaveLength(6);
    expect(svg).toContain("stroke-dasharray");
    const index = parse(yaml)["model-index"];
    expect(modelIndexViolations(index)).toEqual([]);
    const [{ results }] = index;
    expect(results).toHaveLength(7);
    expect(results[0]).toMatchObject({
      dataset: { type: "homeground-ledger", name: "6 other places" },
      metrics: [{ type: "accuracy", value: average!.value }],
      task: { type: "image-classification" },
    });
    const ofHub = parse(hub);
    expect(evalResultsViolations(ofHub)).toEqual([]);
    expect(ofHub).toMatchObject([
      { dataset: { id: "lab/places", task_id: "accuracy" }, value: average!.value },
    ]);
    expect(ofHub[0].notes).toContain("next place 55 to 97%; 6 other places");
    for (const [file, code] of [
      [exported[0]!, "output/not-written"],
      [join(folder, "next.docx"), "usage/bad-option"],
      [join(folder, "without.eval.yaml"), "usage/bad-option"],
    ] as const) {
      expect((await runHere(["ledger", "forecast", here, "--export", file])).err).toContain(code);
    }
    // Pixels are drawn by a browser (test/e2e/ledger-journey.test.ts): here is none.
    const none = join(folder, "no-browser");
    vi.stubEnv("CHROMIUM", none);
    const png = join(folder, "next.png");
    const undrawn = await runHere(["ledger", "forecast", here, "--export", png]);
    vi.stubEnv("CHROMIUM", undefined);
    expect(undrawn.status).toBe(1);
    expect(undrawn.err).toContain(`output/not-written: a browser draws the pixels, and ${none} is`);
    await expect(stat(png)).rejects.toThrow();
  });

  it("knows who signed a result, and refuses what is not signed so", async () => {
    vi.stubEnv("HOMEGROUND_KEY_PASSPHRASE", "a long passphrase");
    const [own, other] = [join(folder, "own.key"), join(folder, "other.key")];
    const keys: string[] = [];
    for (const key of [own, other]) {
      const made = await runHere(["record", "keygen", "--key", key, "--json", "-"]);
      keys.push(JSON.parse(made.out).publicKey);
    }
    const ledger = join(folder, "signing");
    const text = join(folder, "signed.json");
    const ran = await runHere(["share", out, "--sign", own, "--place", "a fen", "--out", text]);
    expect(ran.status, ran.err).toBe(0);
    const signed = JSON.parse(await readFile(text, "utf8"));
    expect(violationsOf("shared-result", signed)).toEqual([]);
    expect(signed.signature).toMatchObject({ algorithm: "Ed25519", publicKey: keys[0] });
    expect((await runHere(["share", out, "--sign", text])).err).toContain("input/bad-shape");

    const add = async (result: unknown, ...more: string[]) => {
      const file = join(folder, "sent.json");
      await writeFile(file, JSON.stringify(result));
      return await runHere(["ledger", "add", ledger, file, ...more]);
    };
    const { signature, ...bare } = signed;
    const weak = { ...signature, publicKey: "A".repeat(43) };
    for (const wrong of [
      { ...signed, place: "a bog" },
      { ...signed, month: "2026-11" },
      { ...signed, signature: { ...signature, publicKey: keys[1] } },
      { ...signed, signature: { ...signature, signature: "A".repeat(86) } },
      { ...signed, signature: weak },
    ]) {
      expect(await add(wrong)).toMatchObject({
        status: 1,
        err: expect.stringContaining("ledger/signature"),
      });
    }
    for (const broken of [
      null,
      [],
      { ...signature, algorithm: "none" },
      { ...signature, more: 1 },
    ]) {
      expect((await add({ ...bare, signature: broken })).err).toContain("ledger/not-a-result");
    }
    const byOther = ["--signed-by", keys[1]!];
    expect((await add(signed, ...byOther)).err).toContain("ledger/other-signer");
    expect((await add(bare, "--signed-by", keys[0]!)).err).toContain("ledger/other-signer");
    expect((await add(signed, "--signed-by", one.labels)).err).toContain("usage/bad-option");
    expect(await add(signed, "--signed-by", keys[0]!)).toMatchObject({ status: 0 });
    expect((await runHere(["ledger", "list", ledger])).out).toContain(
      `signed by ${keys[0]!.slice(0, 12)}`,
    );
    expect((await runHere(["ledger", "verify", ledger])).out).toContain(
      "1 result signed, by 1 key",
    );

    // Chained anew around another place: the chain holds, and the signature does not.
    const result = { ...signed, place: "a bog" };
    const line = nextLine(EMPTY_END, { provenance: "told", result }, createNodeDigest);
    await writeFile(join(ledger, "ledger.ndjson"), lineText(line));
    const found = await runHere(["ledger", "verify", ledger]);
    expect(found).toMatchObject({ status: 1 });
    expect(found.err).toContain("ledger/signature");
    expect(found.err).toContain("line 1");
    const merged = await runHere(["ledger", "merge", join(folder, "clean"), ledger]);
    expect(merged).toMatchObject({ status: 1 });
    expect(merged.err).toContain("ledger/signature");
    vi.stubEnv("HOMEGROUND_KEY_PASSPHRASE", "another passphrase");
    const locked = await run("--share", join(folder, "never.json"), "--sign", own);
    expect(locked.err).toContain("record/signature");
    vi.stubEnv("HOMEGROUND_KEY_PASSPHRASE", undefined);
  });

  it("adds nothing of what it refuses, says why, and adds the rest", async () => {
    const ledger = join(folder, "refusing");
    const good = await shareOf("good.json", 40, 50);
    const bad = await shareOf("bad.json", 60, 50);
    const ran = await runHere(["ledger", "add", ledger, good, bad, good, one.labels]);
    expect(ran.status).toBe(1);
    for (const code of ["ledger/value-range", "ledger/duplicate", "ledger/not-a-result"]) {
      expect(ran.err).toContain(code);
    }
    expect(
      JSON.parse((await runHere(["ledger", "list", ledger, "--json", "-"])).out),
    ).toMatchObject({ entries: 1 });
    const hundred = await runHere(["ledger", "add", ledger, ...Array(100).fill(good)]);
    expect(hundred.status).toBe(1);
    expect((await runHere(["ledger", "verify", ledger])).out).toContain("1 line ");
  });

  it("is the ledger before or the one after, at whatever byte a run was killed", async () => {
    const ledger = join(folder, "cut");
    const file = join(ledger, "ledger.ndjson");
    const files = await Promise.all([40, 41, 42].map((k) => shareOf(`cut-${k}.json`, k, 50)));
    await runHere(["ledger", "add", ledger, ...files.slice(0, 2)]);
    const whole = await readFile(file);
    const first = whole.indexOf(10) + 1;
    const add = async () => {
      const growing = await openGrowing(file);
      const { count } = growing.end;
      const result = readSharedResult(await readFile(files[2]!, "utf8"), files[2]!);
      growing.add(nextLine(growing.end, { provenance: "told", result }, createNodeDigest));
      await growing.save();
      return count;
    };
    for (let cut = 0; cut <= whole.length; cut += cut < 4 ? 1 : 61) {
      await writeFile(file, whole.subarray(0, cut));
      const kept = cut < first ? 0 : cut < whole.length ? 1 : 2;
      expect(await add(), `${cut} bytes`).toBe(kept);
      // What was whole is there byte for byte, and the chain goes on behind it.
      const now = await readFile(file);
      const before = [0, first, whole.length][kept]!;
      expect(now.subarray(0, before).equals(whole.subarray(0, before))).toBe(true);
      expect(readLedger(now.toString(), file, createNodeDigest).lines).toHaveLength(kept + 1);
    }
  });

  it("says which results of other places were not merged, and is silent about those that are there", async () => {
    const placed = async (name: string, place: string) => {
      const file = await shareOf(name, 7, 9);
      await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), place }));
      const ledger = join(folder, `of-${name}`);
      expect(await runHere(["ledger", "add", ledger, file])).toMatchObject({ status: 0 });
      return ledger;
    };
    const [here, there] = [await placed("a.json", "North"), await placed("b.json", "South")];
    const merged = await runHere(["ledger", "merge", here, there]);
    expect(merged.status).toBe(1);
    expect(merged.err).toMatch(
      /^ledger\/duplicate: .* says the same as line 1, of another place, .* --share/,
    );
    const itself = await runHere(["ledger", "merge", here, here]);
    expect(itself).toMatchObject({ status: 0, err: "" });
  });

  it("has the same set of results in whatever order ledgers are merged", async () => {
    const files = await Promise.all(PLACES.map(([k, n], i) => shareOf(`order-${i}.json`, k, n)));
    const parts = [files.slice(0, 3), files.slice(2, 5), [files[0]!, files[5]!, files[4]!]];
    for (const [i, part] of parts.entries()) {
      await runHere(["ledger", "add", join(folder, `part-${i}`), ...part]);
    }
    const sets = new Set<string>();
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const into = join(folder, `merged-${order.join("")}`);
      for (const i of order) {
        const ran = await runHere(["ledger", "merge", into, join(folder, `part-${i}`)]);
        expect(ran.status, ran.err).toBe(0);
      }
      const { lines } = JSON.parse((await runHere(["ledger", "list", into, "--json", "-"])).out);
      const results = lines.map((line: LedgerLine) => JSON.stringify(line.entry));
      expect(results).toHaveLength(6);
      sets.add(results.sort().join());
    }
    expect(sets.size).toBe(1);
  });

  it("is a data set that others read, with who publishes it", async () => {
    const ledger = join(folder, "described");
    const files = await Promise.all(PLACES.map(([k, n], i) => shareOf(`set-${i}.json`, k, n)));
    await runHere(["ledger", "add", ledger, ...files]);
    const [csv, croissant, facts] = ["set.csv", "croissant.json", "set-facts.json"].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    const list = (...more: string[]) => runHere(["ledger", "list", ledger, ...more]);
    expect((await list("--croissant", croissant)).err).toContain("Add --csv FILE");
    expect((await list("--croissant", croissant, "--csv", csv)).err).toContain("--facts FILE");
    await writeFile(facts, JSON.stringify({ facts: { licence: "CC0-1.0" } }));
    const words = ["--croissant", croissant, "--csv", csv, "--facts", facts];
    const wanting = await list(...words);
    expect(wanting.err).toContain("record/not-stated");
    expect(wanting.err).toContain("facts.authors, facts.madeAt");
    await expect(stat(csv)).rejects.toThrow();
    const stated = { licence: "CC0-1.0", authors: ["Ada <b>Ng</b>"], madeAt: "2026-11-30" };
    await writeFile(facts, JSON.stringify({ facts: stated }));
    const ran = await list(...words, "--url", "https://example.org/ledger");
    expect(ran.status, ran.err).toBe(0);
    expect(ran.out).toContain(`Croissant is in ${croissant}`);
    const text = await readFile(croissant, "utf8");
    expect(text).not.toContain("<b>");
    const described = JSON.parse(text);
    expect(croissantViolations(described)).toEqual([]);
    const table = await readFile(csv, "utf8");
    const hash = (bytes: string) => createHash("sha256").update(bytes).digest("hex");
    expect(described.distribution).toMatchObject([
      {
        contentUrl: "https://example.org/ledger/ledger.ndjson",
        sha256: hash(await readFile(join(ledger, "ledger.ndjson"), "utf8")),
        encodingFormat: "application/jsonlines",
      },
      { contentUrl: "https://example.org/ledger/set.csv", sha256: hash(table) },
    ]);
    // Every column of the table is a field, and no other.
    const fields = described.recordSet[0].field;
    expect(fields.map((one: { name: string }) => one.name)).toEqual(
      table.split("\n")[0]!.split(","),
    );
  });

  it("goes on behind what a killed program left, and stops at what was edited", async () => {
    const ledger = join(folder, "killed");
    const file = join(ledger, "ledger.ndjson");
    await runHere(["ledger", "add", ledger, await shareOf("k1.json", 40, 50)]);
    await appendFile(file, '{"entry":{"prov');
    const ran = await runHere(["ledger", "add", ledger, await shareOf("k2.json", 41, 50)]);
    expect(ran.status, ran.err).toBe(0);
    expect((await runHere(["ledger", "verify", ledger])).out).toContain("2 lines");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"n":50', '"n":51'));
    const found = await runHere(["ledger", "verify", ledger]);
    expect(found).toMatchObject({ status: 1 });
    expect(found.err).toContain("ledger/changed");
    expect(found.err).toContain("line 1");
    expect((await runHere(["ledger", "verify", folder])).err).toContain("input/not-found");
  });

  it("finds what is there by an index, which is made again where it is of another ledger", async () => {
    const ledger = join(folder, "long");
    const index = join(ledger, "ledger.index");
    const shared = JSON.parse((await runHere(["share", out, "--json", "-"])).out);
    const results = Array.from({ length: 1001 }, (_, i) => ({
      ...shared,
      model: "d".repeat(64),
      evidence: i.toString(16).padStart(64, "0"),
    }));
    const add = async (name: string, i: number) => {
      await writeFile(join(folder, name), JSON.stringify(results[i]));
      return await runHere(["ledger", "add", ledger, join(folder, name)]);
    };
    let end = EMPTY_END;
    const lines = results.slice(0, 1000).map((result) => {
      const line = nextLine(end, { provenance: "told", result }, createNodeDigest);
      end = endAfter(line);
      return lineText(line);
    });
    await mkdir(ledger);
    await writeFile(join(ledger, "ledger.ndjson"), lines.slice(0, 999).join(""));

    expect(await add("last.json", 999)).toMatchObject({ status: 0 });
    expect((await stat(index)).size).toBe(8 + 32 * 1000);
    expect((await add("again.json", 500)).err).toContain("there already, as line 501");
    // An edited line that the index stands for is found by verify alone.
    const text = await readFile(join(ledger, "ledger.ndjson"), "utf8");
    await writeFile(
      join(ledger, "ledger.ndjson"),
      text.replace(lines[700]!, lines[700]!.replace("told", "tolt")),
    );
    expect((await add("again.json", 500)).err).toContain("there already");
    expect((await runHere(["ledger", "verify", ledger])).err).toContain("line 701");

    // Taken back by git, as it were: the index is of lines that are no more.
    await writeFile(join(ledger, "ledger.ndjson"), lines.slice(0, 998).join(""));
    for (const i of [999, 998]) expect(await add("next.json", i)).toMatchObject({ status: 0 });
    expect((await stat(index)).size).toBe(8 + 32 * 1000);
    // A run that was killed while it wrote the index, at whatever byte.
    const [before, kept] = [await readFile(join(ledger, "ledger.ndjson")), await readFile(index)];
    for (const cut of [0, 1, 8, 39, 40, 16_000, kept.length - 1]) {
      await writeFile(join(ledger, "ledger.ndjson"), before);
      await writeFile(index, kept.subarray(0, cut));
      expect(await add("new.json", 1000), `${cut} bytes`).toMatchObject({ status: 0 });
      expect((await stat(index)).size, `${cut} bytes`).toBe(8 + 32 * 1001);
    }
    await writeFile(join(ledger, "ledger.ndjson"), before);
    await writeFile(index, "no index");
    expect(await add("new.json", 1000)).toMatchObject({ status: 0 });
    expect((await stat(index)).size).toBe(8 + 32 * 1001);
    expect((await add("again.json", 999)).err).toContain("there already, as line 999");
    expect((await runHere(["ledger", "verify", ledger])).out).toContain("1,001 lines");
  });
});
