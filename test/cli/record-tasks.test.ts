import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ManifestLine } from "../../src/records/record/manifest.js";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";
import { createWords, type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

let folder: string;
let one: RecordCase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeRecordCase(folder, 40);
});
afterAll(() => rm(folder, { recursive: true }));

interface Made {
  readonly out: string;
  readonly record: TransparencyRecord;
  readonly lines: readonly ManifestLine[];
  readonly text: string;
}

let made = 0;
async function create(words: (out: string) => readonly string[]): Promise<Made> {
  const out = join(folder, `record-${made++}`);
  const ran = await runHere(words(out));
  expect(ran).toMatchObject({ status: 0, err: "" });
  const manifest = await readFile(join(out, "manifest.ndjson"), "utf8");
  const record = JSON.parse(await readFile(join(out, "record.json"), "utf8"));
  expect(violationsOf("record", record)).toEqual([]);
  const lines = manifest.split("\n").filter(Boolean);
  return { out, record, text: ran.out, lines: lines.map((line) => JSON.parse(line)) };
}

async function verify(out: string, ...more: string[]) {
  const { status, out: text } = await runHere([
    "record",
    "verify",
    out,
    "--json",
    "-",
    "--quiet",
    ...more,
  ]);
  const found = JSON.parse(text);
  expect(violationsOf("verify", found)).toEqual([]);
  return { status, ...found };
}

/** Estimates of `evaluate` of the same data, without those of slices. */
async function evaluated(...words: string[]) {
  const out = join(folder, `evaluated-${made++}`);
  const ran = await runHere(["evaluate", ...words, "--out", out, "--quiet", "--json", "-"]);
  expect(ran.status).toBe(0);
  return JSON.parse(ran.out).estimates.filter((each: { slice: unknown }) => each.slice === null);
}

const figures = (list: readonly { metric: string; value: number | null; low: number | null }[]) =>
  list.map(({ metric, value, low }) => [metric, value, low]);

const recordWords =
  (labels: string, predictions: string, ...more: string[]) =>
  (out: string) => [
    "record",
    "create",
    one.images,
    "--labels",
    labels,
    "--predictions",
    predictions,
    "--out",
    out,
    "--quiet",
    ...more,
  ];

/** Tables of 40 images for each task. */
async function writeTable(name: string, header: string, row: (image: string, i: number) => string) {
  const path = join(folder, name);
  await writeFile(path, `${header}\n${one.names.map(row).join("\n")}\n`);
  return path;
}

describe("a record of each task", () => {
  it("states what evaluate finds, to the last digit, and verifies: classification", async () => {
    const words = [one.images, "--labels", one.labels, "--predictions", one.predictions];
    for (const more of [
      [],
      ["--cluster", "site"],
      ["--interval", "percentile", "--replicates", "50"],
      ["--slice", "site"],
      ["--positive", "fox"],
    ]) {
      const { out, record } = await create((to) => createWords(one, to, ...more));
      expect(figures(record.claims)).toEqual(figures(await evaluated(...words, ...more)));
      expect(record.claims.every(({ recomputable }) => recomputable)).toBe(true);
      expect(await verify(out)).toMatchObject({ status: 0, problems: [] });
    }
  });

  it("has the figures of what was claimed, and says what of its groups is not used", async () => {
    const more = ["--claim", "recall{class=fox}=0.9@36/40", "--metric", "mcc"];
    const { out, record } = await create((to) => createWords(one, to, ...more));
    expect(record.claims.map(({ metric }) => metric).slice(0, 3)).toEqual([
      "accuracy",
      "recall{class=fox}",
      "mcc",
    ]);
    expect(record.claims[0]?.warnings).toContain("clusters/not-used");
    expect(await verify(out)).toMatchObject({ status: 0, problems: [] });
  });

  it("counts patients as evaluate does, and tells none of them", async () => {
    const labels = await writeTable("patients.csv", "file,label,site,patient", (name, i) => {
      return `${name},${i % 2 === 0 ? "deer" : "fox"},s${i % 4},Smith ${i % 12}`;
    });
    for (const more of [[], ["--cluster", "none"], ["--cluster", "site"]]) {
      const { out, record, lines } = await create(recordWords(labels, one.predictions, ...more));
      const words = [one.images, "--labels", labels, "--predictions", one.predictions, ...more];
      expect(figures(record.claims)).toEqual(figures(await evaluated(...words)));
      expect(await verify(out)).toMatchObject({ status: 0, problems: [] });
      const groups = new Set(lines.map(({ sequence }) => sequence));
      expect(groups.size).toBe(more[1] === "none" ? 1 : 12);
      expect([...groups].some((group) => group?.includes("Smith") === true)).toBe(false);
    }
  });

  it("multilabel", async () => {
    const labels = await writeTable(
      "sets.csv",
      "file,labels",
      (name, i) => `${name},${["deer", "fox", "deer;fox"][i % 3]}`,
    );
    const scores = await writeTable(
      "set-scores.csv",
      "file,deer,fox",
      (name, i) => `${name},${((i * 37) % 100) / 101},${((i * 53) % 100) / 99.5}`,
    );
    const words = recordWords(labels, scores, "--task", "multilabel");
    const { out, record } = await create(words);
    const direct = [one.images, "--labels", labels, "--predictions", scores];
    expect(figures(record.claims)).toEqual(
      figures(await evaluated(...direct, "--task", "multilabel")),
    );
    expect(await verify(out)).toMatchObject({ status: 0, problems: [] });
    const closed = await create(
      recordWords(labels, scores, "--task", "multilabel", "--openness", "closed"),
    );
    expect(closed.record.claims.every(({ recomputable }) => recomputable)).toBe(true);
    expect((await verify(closed.out)).status).toBe(0);
  });

  it("anomaly, whose scores are ranks where it is closed", async () => {
    const labels = await writeTable(
      "parts.csv",
      "file,class",
      (name, i) => `${name},${i % 4 === 0 ? "broken" : "good"}`,
    );
    const scores = await writeTable(
      "part-scores.csv",
      "file,score",
      (name, i) => `${name},${(i % 4 === 0 ? 40 : 0) + ((i * 29) % 40) * 1.25}`,
    );
    const task = ["--task", "anomaly", "--threshold", "45"];
    const { out, record } = await create(recordWords(labels, scores, ...task));
    const direct = [one.images, "--labels", labels, "--predictions", scores];
    expect(figures(record.claims)).toEqual(figures(await evaluated(...direct, ...task)));
    expect(await verify(out)).toMatchObject({ status: 0, problems: [] });
    const closed = await create(recordWords(labels, scores, ...task, "--openness", "closed"));
    expect(closed.record.claims.map(({ value, recomputable }) => [value, recomputable])).toEqual(
      record.claims.map(({ value }) => [value, true]),
    );
    const outcomes = await readFile(join(closed.out, "outcomes.ndjson"), "utf8");
    const ranks = outcomes
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).scores[0]);
    expect(Math.max(...ranks)).toBeLessThan(40);
    expect((await verify(closed.out)).status).toBe(0);
  });

  it("detection, with boxes in the manifest", async () => {
    const labels = join(folder, "instances.json");
    const results = join(folder, "results.json");
    const box = (i: number, k: number) => [(i + k) % 3, k, 3 + k, 2 + (i % 2)];
    const annotations = one.names.flatMap((_, i) =>
      [0, 1].slice(0, 1 + (i % 2)).map((k) => ({
        id: 2 * i + k + 1,
        image_id: i + 1,
        category_id: k + 1,
        bbox: box(i, k),
        area: 6 + k,
        iscrowd: 0,
      })),
    );
    await writeFile(
      labels,
      JSON.stringify({
        // Ids against the order of names: COCO breaks ties by them.
        images: one.names.map((file_name, i) => ({
          id: i + 1,
          file_name: one.names[one.names.length - 1 - i] ?? file_name,
          width: 8 + ((one.names.length - 1 - i) % 2),
          height: 6,
        })),
        categories: [
          { id: 1, name: "deer" },
          { id: 2, name: "fox" },
        ],
        annotations,
      }),
    );
    await writeFile(
      results,
      JSON.stringify(
        annotations.map(({ image_id, category_id, bbox }, i) => ({
          image_id,
          category_id: i % 7 === 0 ? 3 - category_id : category_id,
          bbox: bbox.map((side, k) => side + (k === 0 ? (i % 5) / 4 : 0)),
          score: Math.round(((i * 31) % 100) / 20) / 5,
        })),
      ),
    );
    const task = ["--task", "detection", "--threshold", "0.4"];
    const { out, record, lines } = await create(recordWords(labels, results, ...task));
    const direct = [one.images, "--labels", labels, "--predictions", results];
    expect(figures(record.claims)).toEqual(figures(await evaluated(...direct, ...task)));
    expect(record.settings).toMatchObject({
      order: "given",
      operatingPoint: 0.4,
      boxUnit: "pixel",
    });
    expect(lines.map(({ image }) => image)).toEqual([...one.names].reverse());
    expect(lines.flatMap(({ objects }) => objects ?? [])).toHaveLength(annotations.length);
    expect(await verify(out)).toMatchObject({ status: 0, problems: [] });

    const chosen = await create(
      recordWords(labels, results, "--task", "detection", "--threshold-for", "f1"),
    );
    expect(await verify(chosen.out)).toMatchObject({ status: 0, problems: [] });
    const asked = await create(recordWords(labels, results, ...task, "--openness", "on-request"));
    expect(asked.record.claims.every(({ recomputable }) => recomputable)).toBe(true);
    expect((await verify(asked.out)).status).toBe(0);
    const closed = await create(recordWords(labels, results, ...task, "--openness", "closed"));
    expect(closed.record.claims.some(({ recomputable }) => recomputable)).toBe(false);
    expect(closed.record.files.outcomes).toBeNull();
    expect(closed.lines.every(({ objects, widthPx }) => objects === null && widthPx === null)).toBe(
      true,
    );
    expect((await verify(closed.out)).status).toBe(0);
  });

  it("with sequences as units, names in any writing, and images that are listed", async () => {
    const odd = join(folder, "odd");
    await mkdir(odd);
    const names = ["=1+1.png", "a,b.png", 'q"q.png', "na\u0308me.png", "z z.png", "plain.png"];
    for (const [i, name] of names.entries()) {
      await writeFile(join(odd, name), await readFile(join(one.images, one.names[i]!)));
    }
    const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const rows = names.map((name, i) => `${quoted(name)},${i % 2 ? "x" : "y"},s${i >> 1}`);
    const labels = join(folder, "odd.csv");
    await writeFile(labels, `file,class,sequence\n${rows.join("\n")}\nmissing.png,x,s9\n`);
    const answers = join(folder, "odd-answers.csv");
    const answered = names.map((name, i) => `${quoted(name)},${i % 3 ? "x" : "y"}`);
    await writeFile(answers, `file,predicted\n${answered.join("\n")}\n`);
    const words = (to: string) => [
      "record",
      "create",
      odd,
      "--labels",
      labels,
      "--predictions",
      answers,
      "--unit",
      "sequence",
      "--aggregate",
      "vote",
      "--out",
      to,
      "--quiet",
    ];
    const { out, record, lines } = await create(words);
    expect(record.counts).toEqual({
      images: 7,
      scored: 6,
      listed: 1,
      reasons: { "no-prediction": 1 },
    });
    expect(record.claims[0]).toMatchObject({ unit: "sequence", n: 3 });
    expect(lines.at(-1)).toMatchObject({ image: "missing.png", bytes: null, labels: ["x"] });
    expect(await verify(out)).toMatchObject({ status: 0, equal: true });
  });

  it("with a label map, which is bound to it", async () => {
    const map = join(folder, "map.json");
    await writeFile(map, JSON.stringify({ deer: "outside" }));
    const { out, record } = await create((to) => createWords(one, to, "--label-map", map));
    expect(record.files.labelMap).toMatchObject({ path: "label-map.json" });
    expect(await verify(out)).toMatchObject({ status: 0, problems: [] });
    await writeFile(join(out, "label-map.json"), "{}");
    const found = await verify(out);
    expect(found.problems.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(["record/hash-mismatch", "record/claim-differs"]),
    );
  });
});

describe("a record that is not open", () => {
  it("reveals no hash that can be looked up, no name, no attribute, no place", async () => {
    const withSites = ["--cluster", "site", "--where", "site=s0", "--where", "site=s1"];
    for (const openness of ["closed", "on-request"]) {
      const { out, record, lines } = await create((to) =>
        createWords(one, to, "--openness", openness, ...withSites),
      );
      const texts = await Promise.all(
        (await readdir(out)).map((name) => readFile(join(out, name), "utf8")),
      );
      const all = texts.join("\n");
      for (const name of one.names) {
        const bytes = await readFile(join(one.images, name));
        expect(all).not.toContain(createHash("sha256").update(bytes).digest("hex"));
        expect(all).not.toContain(name);
      }
      expect(all).not.toMatch(/\b(s0|s1|s2|Ann)\b|47\.\d/);
      expect(lines.every(({ attributes }) => Object.keys(attributes).length === 0)).toBe(true);
      expect(lines.every(({ cluster }) => typeof cluster === "number")).toBe(true);
      const hashes = lines.map(({ bytes }) => bytes!);
      expect(hashes).toEqual([...hashes].sort());
      expect(record.hashes).toMatchObject({ algorithm: "hmac-sha256" });
      expect(await readdir(out)).not.toContain("images");
    }
  });

  it("tells auditors with the secret whether images are the ones, and nobody else", async () => {
    const { out, text } = await create((to) => createWords(one, to, "--openness", "closed"));
    const secret = `${out}.secret`;
    expect(text).toContain(secret);
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
    const whole = await verify(out, "--images", one.images, "--secret", secret);
    expect(whole.steps[4]).toMatchObject({ step: "images", outcome: "equal" });
    expect((await verify(out, "--images", one.images)).problems).toMatchObject([
      { code: "record/not-recomputable", severity: "warning" },
      { code: "record/secret", severity: "warning" },
    ]);
    const other = join(folder, "other.secret");
    await writeFile(other, "ab".repeat(32));
    const wrong = await verify(out, "--secret", other);
    expect(wrong.problems.map(({ code }: { code: string }) => code)).toContain("record/secret");
    expect(wrong.status).toBe(1);
  });

  it("states the figures of the open one, and marks those that need what is withheld", async () => {
    const open = await create((to) => createWords(one, to));
    const closed = await create((to) => createWords(one, to, "--openness", "closed"));
    const asked = await create((to) => createWords(one, to, "--openness", "on-request"));
    expect(asked.record.claims.every(({ recomputable }) => recomputable)).toBe(true);
    for (const [i, { metric, value }] of open.record.claims.entries()) {
      // Sums in another order differ in their last digits.
      expect(closed.record.claims[i]!.metric).toBe(metric);
      expect(closed.record.claims[i]!.value).toBeCloseTo(value!, 12);
    }
    const hidden = closed.record.claims.filter(({ recomputable }) => !recomputable);
    expect(hidden.map(({ metric }) => metric)).toEqual([
      "log-loss",
      "brier",
      "ece",
      "auroc-failure",
      "aurc",
      "augrc",
    ]);
    expect((await verify(asked.out)).status).toBe(0);
  });

  it("is the same again with the same secret, and another with another", async () => {
    const secret = join(folder, "shared.secret");
    const words = (to: string) => createWords(one, to, "--openness", "closed", "--secret", secret);
    const [first, second] = [await create(words), await create(words)];
    expect(second.record.id).toBe(first.record.id);
    const other = await create((to) => createWords(one, to, "--openness", "closed"));
    expect(other.record.id).not.toBe(first.record.id);
  });

  it("keeps its secret out of its folder", async () => {
    const out = join(folder, "inside");
    const { status, err } = await runHere(
      createWords(one, out, "--openness", "closed", "--secret", join(out, "x.secret")),
    );
    expect(status).toBe(2);
    expect(err).toContain("error usage/bad-option: ");
  });
});

describe("record create", () => {
  it("publishes what states all that it must, and refuses the rest with what is missing", async () => {
    const { record } = await create((to) => createWords(one, to, "--publish"));
    expect(record.state).toBe("published");
    const facts = join(folder, "some.json");
    await writeFile(facts, JSON.stringify({ construct: { task: "t" } }));
    const words = createWords({ ...one, facts }, join(folder, "no"), "--publish");
    const { status, err } = await runHere(words);
    expect(status).toBe(1);
    expect(err).toMatch(
      /^error record\/not-stated: .*construct\.population, .*construct\.doesNotShow/,
    );
  });

  it("goes on from an earlier version", async () => {
    const first = await create((to) => createWords(one, to));
    const second = await create((to) =>
      createWords(one, to, "--previous", join(first.out, "record.json")),
    );
    expect(second.record).toMatchObject({ version: 2, previous: first.record.id });
    const { out } = await runHere(["record", "diff", first.out, second.out]);
    expect(out).toContain("version was 1 and is 2");
    expect(out).not.toContain("Figures");
  });

  it("replaces a draft, and nothing else", async () => {
    const { out } = await create((to) => createWords(one, to));
    expect((await runHere(createWords(one, out))).status).toBe(0);
    await writeFile(join(out, "notes.txt"), "mine");
    const { status, err } = await runHere(createWords(one, out));
    expect(status).toBe(1);
    expect(err).toContain("notes.txt");
    expect(await readFile(join(out, "notes.txt"), "utf8")).toBe("mine");
    const published = await create((to) => createWords(one, to, "--publish"));
    expect((await runHere(createWords(one, published.out))).status).toBe(1);
  });

  it("asks the author in plain words, and an empty answer is not stated", async () => {
    const asked: string[] = [];
    const out = join(folder, "asked");
    const words = recordWords(one.labels, one.predictions, "--interactive")(out);
    const { status } = await runHere(words, {
      ask: async (question) => {
        asked.push(question);
        return question.includes("At which sites") ? "a valley" : "";
      },
    });
    expect(status).toBe(0);
    expect(asked.length).toBeGreaterThan(20);
    const record = JSON.parse(await readFile(join(out, "record.json"), "utf8"));
    expect(record.facts).toMatchObject({ sites: "a valley", seasons: null, authors: [] });
    expect((await runHere(words)).err).toContain("no terminal to ask at");
  });

  it("gives images the address of their folder, and withholds them when asked to", async () => {
    const address = "https://example.org/data";
    const named = await create((to) => createWords(one, to, "--images", address));
    expect(named.lines[0]?.url).toBe(`${address}/${one.names[0]}`);
    expect(await readdir(named.out)).not.toContain("images");
    const withheld = await create((to) => createWords(one, to, "--images", "withhold"));
    expect(withheld.lines[0]?.url).toBeNull();
    const bad = await runHere(createWords(one, join(folder, "bad"), "--images", "elsewhere"));
    expect(bad.status).toBe(2);
  });

  it("stops when interrupted, and leaves no record", async () => {
    const out = join(folder, "stopped");
    const signal = AbortSignal.abort();
    expect((await runHere(createWords(one, out), { signal })).status).toBe(130);
    expect(await stat(out).catch(() => null)).toBeNull();
  });
});

describe("record show, sign and keygen", () => {
  it("show what is claimed in 80 columns, and what is not stated", async () => {
    const { out, record } = await create((to) => createWords(one, to));
    const { status, out: text } = await runHere(["record", "show", out]);
    expect(status).toBe(0);
    expect(text).toContain(record.id);
    expect(text).toMatch(/Accuracy 65\.0% \[\d+\.\d, \d+\.\d\] \(95% interval\), 40 images/);
    expect(text).toMatch(/^Seasons +not stated$/m);
    expect(text).toMatch(/^Caveats +All pictures are of spring$/m);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("sign a record, which verify then says", async () => {
    const { out, record } = await create((to) => createWords(one, to));
    const key = join(folder, "my.key");
    const io = { ask: async () => "correct horse" };
    expect((await runHere(["record", "keygen", "--key", key], io)).status).toBe(0);
    expect((await runHere(["record", "sign", out, "--key", key], io)).status).toBe(0);
    const found = await verify(out, "--expect", record.id);
    expect(found).toMatchObject({ status: 0, id: record.id, signedBy: [expect.any(String)] });
    expect(found.shows.join("\n")).toContain(found.signedBy[0]);
    const wrong = { ask: async () => "correct mouse" };
    const { err } = await runHere(["record", "sign", out, "--key", key], wrong);
    expect(err).toContain("error record/signature: ");
    const text = await readFile(join(out, "record.json"), "utf8");
    await writeFile(join(out, "record.json"), text.replace(/"signature":"../, '"signature":"AA'));
    expect((await verify(out)).problems).toMatchObject([{ code: "record/signature" }]);
  });

  it("verify says whether a record is signed by a key that somebody knows", async () => {
    const { out, record } = await create((to) => createWords(one, to));
    const io = { ask: async () => "correct horse" };
    const [key, other] = [join(folder, "author.key"), join(folder, "other.key")];
    for (const path of [key, other]) {
      expect((await runHere(["record", "keygen", "--key", path], io)).status).toBe(0);
    }
    // Not signed at all.
    const before = await verify(out, "--signed-by", key);
    expect(before).toMatchObject({ status: 1, problems: [{ code: "record/other-signer" }] });
    expect((await runHere(["record", "sign", out, "--key", key], io)).status).toBe(0);
    const { publicKey } = JSON.parse(await readFile(key, "utf8"));
    const printed = join(folder, "author.txt");
    await writeFile(printed, `${publicKey}\n`);
    for (const given of [key, publicKey, printed]) {
      const found = await verify(out, "--signed-by", given);
      expect(found).toMatchObject({ status: 0, equal: true, signer: publicKey });
    }
    const found = await verify(out, "--signed-by", other, "--expect", record.id);
    expect(found).toMatchObject({ status: 1, equal: false, signedBy: [publicKey] });
    expect(found.problems).toMatchObject([{ code: "record/other-signer" }]);
    expect(found.problems[0].what).toContain(publicKey);
    // No key, no file of one, and one under which anybody can sign.
    const asked = async (given: string) =>
      (await runHere(["record", "verify", out, "--signed-by", given, "--quiet"])).err;
    expect(await asked("somebody")).toContain("error usage/bad-option: ");
    expect(await asked(one.labels)).toContain("holds no public key");
    expect(await asked(`AQ${"A".repeat(41)}`)).toContain("error record/weak-key: ");
  });

  it("name what is no record", async () => {
    const path = join(folder, "none.json");
    await writeFile(path, "{}");
    for (const command of ["show", "verify"]) {
      const { status, out, err } = await runHere(["record", command, path]);
      expect(status).toBe(1);
      expect(out + err).toContain("record/bad-shape");
    }
    const { err } = await runHere(["record", "verify", join(folder, "nowhere.json")]);
    expect(err).toContain("error input/not-found: ");
  });
});
