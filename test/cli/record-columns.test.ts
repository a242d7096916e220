import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWords, type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";

let folder: string;
let one: RecordCase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeRecordCase(folder);
  const rows = one.names.map((name, i) => {
    const label = i % 2 === 0 ? "deer" : "fox";
    const who = ["Ann Miller", "Jan de Vries", "Katarzyna Nowak"][i % 3];
    const remark = i === 7 ? "ask ann@example.org" : "clear";
    return `${name},${label},s${i % 3},${i % 2 === 0 ? "day" : "night"},1.1.1980,${who},${remark}`;
  });
  await writeFile(one.labels, `file,class,site,time,Geburtsdatum,who,remark\n${rows.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const LEFT =
  "Left out  Geburtsdatum, who (names of people), remark (e-mail addresses): they may name";

describe("the columns of a record", () => {
  it("leave people out by the form of values and names in other languages, and say why", async () => {
    const out = join(folder, "open");
    const made = await runHere(createWords(one, out, "--cluster", "who"));
    expect(made.status).toBe(0);
    expect(made.out).toContain(LEFT);
    const text = await readFile(join(out, "manifest.ndjson"), "utf8");
    expect(text).not.toMatch(/Ann Miller|de Vries|Nowak|example\.org|1980/);
    // What belongs together is a number.
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(new Set(lines.map(({ cluster }) => cluster))).toEqual(new Set([1, 2, 3]));
    const verified = await runHere(["record", "verify", out, "--quiet"]);
    expect(verified).toMatchObject({ status: 0 });
    // Kinds of files that this record never had are not counted.
    expect(verified.out).toMatch(/^Files {5}equal: (\d+) of \1 files are those of the record$/m);
  });

  it("tell day and night where a camera or the labels say when, and not of drawings", async () => {
    const hours = join(folder, "hours.csv");
    const rows = one.names.map((name, i) => {
      return `${name},${i % 2 === 0 ? "deer" : "fox"},2024-05-01T${10 + (i % 9)}:00:00`;
    });
    await writeFile(hours, `file,class,datetime\n${rows.join("\n")}\n`);
    const measured = async (name: string, labels: string) => {
      const made = await runHere(createWords({ ...one, labels }, join(folder, name)));
      expect(made.status, made.err).toBe(0);
      return readFile(join(folder, name, "manifest.ndjson"), "utf8");
    };
    const drawn = await measured("drawn", one.labels);
    expect(drawn).toContain('"brightness"');
    expect(drawn).not.toContain('"light"');
    expect(await measured("timed", hours)).toContain('"light"');
  });

  it("are named before a closed record is written", async () => {
    const words = createWords(one, join(folder, "closed"), "--openness", "closed");
    const { status, err } = await runHere(words.filter((word) => word !== "--quiet"));
    expect(status).toBe(0);
    expect(err).toMatch(/^Tells {5}.*\bsite\b.*\btime\b.*: of each, how many images have a value/m);
    expect(err).toContain(LEFT);
  });

  it("are asked about with --interactive, and no leaves nothing behind", async () => {
    const words = (out: string) =>
      createWords(one, join(folder, out), "--openness", "closed", "--interactive");
    const answers = (last: string) => ({
      ask: async (question: string) => (question.includes("these columns") ? last : ""),
    });
    const no = await runHere(words("no"), answers("no"));
    expect(no.status).toBe(130);
    expect(no.err).toContain("The record was not written.");
    expect(no.err).toContain('"leaveOut"');
    await expect(readFile(join(folder, "no/record.json"))).rejects.toThrow();
    expect((await runHere(words("yes"), answers("yes"))).status).toBe(0);
  });

  it("stay out where the author says so, and a misspelt one is refused", async () => {
    const facts = join(folder, "own-facts.json");
    const own = { ...one, facts };
    await writeFile(facts, JSON.stringify({ leaveOut: ["time", "brightness"] }));
    const out = join(folder, "less");
    const made = await runHere(createWords(own, out));
    for (const name of ["time", "brightness"]) {
      expect(made.out).toContain(`${name} (left out by the author)`);
    }
    const text = await readFile(join(out, "manifest.ndjson"), "utf8");
    expect(text).not.toMatch(/"time"|"brightness"/);
    expect(await runHere(["record", "verify", out, "--quiet"])).toMatchObject({ status: 0 });
    await writeFile(facts, JSON.stringify({ leaveOut: ["tmie"] }));
    const { status, err } = await runHere(createWords(own, join(folder, "misspelt")));
    expect(status).toBe(1);
    expect(err).toContain('error labels/no-column: leaveOut names "tmie"');
    expect(err).toContain("Did you mean time?");
  });
});
