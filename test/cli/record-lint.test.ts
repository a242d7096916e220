import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createWords,
  type RecordCase,
  WHOLE_FACTS,
  writeRecordCase,
} from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

let folder: string;
let one: RecordCase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeRecordCase(folder, 40);
});
afterAll(() => rm(folder, { recursive: true }));

async function facts(content: unknown): Promise<RecordCase> {
  const path = join(folder, "these-facts.json");
  await writeFile(path, JSON.stringify(content));
  return { ...one, facts: path };
}

describe("record lint", () => {
  it("names the field of each finding; a draft without a statement is saved", async () => {
    const out = join(folder, "draft");
    const made = await runHere(createWords(await facts({ title: "A robust classifier" }), out));
    expect(made.status).toBe(0);
    expect(made.out).toContain("title: Wider than what was measured (warning)");
    expect(made.out).toContain(
      "construct.decision: Not answered (to be answered before publishing)",
    );
    const ran = await runHere(["record", "lint", out, "--json", "-"]);
    const json = JSON.parse(ran.out);
    expect(ran.status).toBe(1);
    expect(violationsOf("lint", json)).toEqual([]);
    expect(json).toMatchObject({ state: "draft", must: 7 });
    const shown = await runHere(["record", "show", out]);
    expect(shown).toMatchObject({ status: 0 });
    expect(shown.out).toContain("“robust”".replace(/[“”]/g, '"')); // no UTF-8 here
  });

  it("finds nothing in a record that claims what it measured", async () => {
    const out = join(folder, "sound");
    const sound = {
      ...WHOLE_FACTS,
      facts: { ...WHOLE_FACTS.facts, howChosen: "every tenth picture", uses: "nothing else" },
    };
    const words = createWords(await facts(sound), out, "--cluster", "site", "--publish");
    expect(await runHere(words)).toMatchObject({ status: 0 });
    const ran = await runHere(["record", "lint", out]);
    expect(ran).toMatchObject({ status: 0 });
    expect(ran.out).toContain("Nothing was found.");
    const json = JSON.parse((await runHere(["record", "lint", out, "--json", "-"])).out);
    expect(violationsOf("lint", json)).toEqual([]);
    expect(json.findings).toEqual([]);
  });

  it("keeps a record that answers with nothing from being published", async () => {
    const out = join(folder, "refused");
    const empty = { ...WHOLE_FACTS, construct: { ...WHOLE_FACTS.construct, decision: "TODO" } };
    const ran = await runHere(createWords(await facts(empty), out, "--publish"));
    expect(ran.status).toBe(1);
    expect(ran.err).toContain("error record/not-stated");
    expect(ran.err).toContain("construct.decision");
    await expect(readFile(join(out, "record.json"))).rejects.toThrow();
    expect(await runHere(createWords(await facts(empty), out))).toMatchObject({ status: 0 });
  });
});
