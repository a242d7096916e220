import { describe, expect, it } from "vitest";
import { type Gap, transferGap } from "../../../src/analyses/gap/gap.js";
import type { Claim } from "../../../src/claims/claim.js";
import { classCounts } from "../../../src/claims/claim-sources.js";
import { createRandom } from "../../../src/core/random.js";
import { type Column, createCategoricalBuilder, type Table } from "../../../src/core/table.js";
import { claim, shareEstimator } from "../../claims/support/estimators.js";
import { slowAccuracy, slowGap, type Unit } from "../../claims/support/gap-units.js";

const CLASSES = ["deer", "fox"];

/** A unit with attributes by name: text, a number, or null for none. */
interface Shot {
  readonly truth: number;
  readonly answer: number;
  readonly site?: number;
  readonly of: Readonly<Record<string, string | number | null>>;
}

function tableOf(shots: readonly Shot[]): Table {
  const names = [...new Set(shots.flatMap(({ of }) => Object.keys(of)))];
  const columns = new Map(
    names.map((name): [string, Column] => {
      const cells = shots.map(({ of }) => of[name] ?? null);
      if (cells.some((cell) => typeof cell === "number")) {
        const values = Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : +cell));
        return [name, { kind: "numeric", values }];
      }
      const builder = createCategoricalBuilder();
      for (const cell of cells) builder.add(cell === null ? null : String(cell));
      return [name, builder.finish()];
    }),
  );
  return { rowCount: shots.length, columns };
}

function unitsOf(shots: readonly Shot[]) {
  const clustered = shots.some(({ site }) => site !== undefined);
  return {
    truth: Int32Array.from(shots, ({ truth }) => truth),
    predicted: Int32Array.from(shots, ({ answer }) => answer),
    cluster: clustered ? Int32Array.from(shots, ({ site }) => site ?? 0) : null,
    clusterCount: clustered ? 1 + Math.max(...shots.map(({ site }) => site ?? 0)) : 0,
  };
}

const right = (shots: readonly Shot[]) =>
  shots.filter(({ truth, answer }) => truth === answer).length;

function claimOf(shots: readonly Shot[], without: Partial<Claim> = {}): Claim {
  const confusion = new Float64Array(4);
  for (const { truth, answer } of shots) confusion[truth * 2 + answer]!++;
  return claim(
    right(shots) / shots.length,
    { kind: "counts", k: right(shots), n: shots.length },
    {
      classCounts: classCounts(CLASSES, confusion, null),
      outcomes: {
        labels: CLASSES,
        ...unitsOf(shots),
        attributes: tableOf(shots),
        originOf: new Map(),
      },
      ...without,
    },
  );
}

function gapOf(a: readonly Shot[], b: readonly Shot[], asked: readonly string[] = []): Gap {
  const table = tableOf(b);
  const rows = Int32Array.from(b.keys());
  return transferGap(
    claimOf(a),
    shareEstimator(right(b), b.length),
    { classes: CLASSES, ...unitsOf(b), attributes: { table, rows, asked, seed: 7 } },
    {},
  )!;
}

/** Shots at which the model errs at night, whatever the lens. */
function shots(n: number, night: number, seed: number, more: (dark: boolean) => Shot["of"]) {
  const random = createRandom(seed);
  return Array.from({ length: n }, (): Shot => {
    const truth = random.below(2);
    const dark = random.uniform() < night;
    const errs = random.uniform() < (dark ? 0.4 : 0.05);
    const lens = random.uniform() < 0.5 ? "wide" : "long";
    return {
      truth,
      answer: errs ? 1 - truth : truth,
      of: { light: dark ? "night" : "day", lens, ...more(dark) },
    };
  });
}

const none = () => ({});

function slow(a: readonly Shot[], b: readonly Shot[], names: readonly string[]) {
  const units = (list: readonly Shot[], levels: readonly (readonly string[])[]): Unit[] =>
    list.map(({ truth, answer, of }) => ({
      truth,
      answer,
      at: names.map((name, i) => levels[i]!.indexOf(String(of[name]))),
    }));
  const levels = names.map((name) => [...new Set([...a, ...b].map(({ of }) => String(of[name])))]);
  return slowGap(units(a, levels), units(b, levels), 1 + names.length, 3, () => slowAccuracy);
}

const termOf = ({ terms }: Gap, term: string, attribute?: string) =>
  terms.find((one) => one.term === term && one.attribute === attribute && one.class === undefined);

describe("the attributes that a gap is split by", () => {
  const a = shots(300, 0.2, 1, none);
  const b = shots(200, 0.7, 2, none);

  it("are those that differ beyond chance, where none is asked for", () => {
    const gap = gapOf(a, b);
    expect(gap.attributes).toEqual([
      { name: "light", use: "split", with: [], supported: { claimed: 1, local: 1 } },
    ]);
    const expected = slow(a, b, ["light"]);
    expect(termOf(gap, "class-mix")!.value).toBeCloseTo(expected.byPlayer[0]!, 12);
    expect(termOf(gap, "attribute-mix", "light")!.value).toBeCloseTo(expected.byPlayer[1]!, 12);
    expect(termOf(gap, "attribute-mix")).toEqual({
      ...termOf(gap, "attribute-mix", "light"),
      attribute: undefined,
    });
    expect(termOf(gap, "within")!.value).toBeCloseTo(expected.within, 12);
    expect(termOf(gap, "attribute-mix", "light")!.low).toBeGreaterThan(0);
    expect(gap.reweighted!.value).toBeCloseTo(expected.reweighted, 12);
  });

  it("are those asked for, in their order, and their whole terms add up", () => {
    const gap = gapOf(a, b, ["lens", "light"]);
    expect(gap.attributes!.map(({ name, use }) => [name, use])).toEqual([
      ["lens", "split"],
      ["light", "split"],
    ]);
    const expected = slow(a, b, ["lens", "light"]);
    expect(termOf(gap, "attribute-mix", "lens")!.value).toBeCloseTo(expected.byPlayer[1]!, 12);
    expect(termOf(gap, "attribute-mix", "light")!.value).toBeCloseTo(expected.byPlayer[2]!, 12);
    const whole = gap.terms.filter((one) => one.class === undefined && one.attribute === undefined);
    expect(whole.map(({ term }) => term)).toEqual([
      "class-mix",
      "attribute-mix",
      "within",
      "only-claimed",
      "only-local",
    ]);
    const sum = whole.reduce((total, { value }) => total + value, 0);
    expect(Math.abs(sum - gap.value)).toBeLessThanOrEqual(1e-12);
    const parts = gap.terms.filter((one) => one.term === "within" && one.class !== undefined);
    expect(parts.map((one) => one.class)).toEqual(CLASSES);
    expect(parts.reduce((total, { value }) => total + value, 0)).toBeCloseTo(expected.within, 12);
  });

  it("are at most three", () => {
    const extra = (seed: number) => {
      const random = createRandom(seed);
      return () => ({ p: random.below(2) ? "x" : "y", q: random.below(2) ? "x" : "y" });
    };
    const gap = gapOf(shots(300, 0.2, 1, extra(3)), shots(200, 0.7, 2, extra(4)), [
      "p",
      "q",
      "light",
      "lens",
    ]);
    expect(gap.attributes!.map(({ use }) => use)).toEqual([
      "split",
      "split",
      "split",
      "beyond-three",
    ]);
  });

  it("are none where nothing differs: the gap is by class then, with c = 1", () => {
    const gap = gapOf(a, shots(200, 0.2, 5, none));
    expect(gap.attributes).toEqual([]);
    expect(gap.terms.some(({ term }) => term === "attribute-mix")).toBe(false);
    expect(gap.terms.some((one) => one.term === "class-mix" && one.class === "deer")).toBe(true);
  });

  it("leave out one of which no level is on both sides", () => {
    const gap = gapOf(
      shots(300, 0.2, 1, () => ({ season: "summer" })),
      shots(200, 0.7, 2, () => ({ season: "winter" })),
      ["season", "light"],
    );
    expect(gap.attributes!.map(({ name, use }) => [name, use])).toEqual([
      ["season", "confounded"],
      ["light", "split"],
    ]);
    expect(gap.warnings).toContain("gap/confounded");
  });

  it("leave out one with which too few images would be alike", () => {
    let i = 0;
    const each = () => ({ tag: `t${i++ % 40}` });
    const gap = gapOf(shots(60, 0.2, 1, each), shots(30, 0.7, 2, each), ["tag", "light"]);
    const [tag, light] = gap.attributes!;
    expect(tag!.use).toBe("too-fine");
    expect(tag!.supported!.local).toBeLessThan(0.8);
    expect(light!.use).toBe("split");
    expect(gap.warnings).toContain("gap/too-fine");
  });

  it("share a bar where one nearly says the other", () => {
    const flash = (dark: boolean) => ({ flash: dark ? "on" : "off" });
    const [first, second] = [shots(300, 0.2, 1, flash), shots(200, 0.7, 2, flash)];
    const gap = gapOf(first, second, ["light", "lens", "flash"]);
    expect(gap.attributes!.map(({ name, use, with: others }) => [name, use, others])).toEqual([
      ["light", "joint", ["flash"]],
      ["lens", "split", []],
      ["flash", "joint", ["light"]],
    ]);
    expect(gap.warnings).toContain("gap/confounded");
    const { byPlayer } = slow(first, second, ["light", "lens", "flash"]);
    const joint = termOf(gap, "attribute-mix", "light and flash")!;
    expect(joint.value).toBeCloseTo(byPlayer[1]! + byPlayer[3]!, 12);
    expect(joint.low).toBeLessThan(joint.value);
    expect(termOf(gap, "attribute-mix", "lens")!.value).toBeCloseTo(byPlayer[2]!, 12);
  });

  it("say where one side lacks an attribute, or it names units", () => {
    const gap = gapOf(
      a,
      b.map((shot) => ({ ...shot, of: { ...shot.of, rain: "yes", camera: "c1" } })),
      ["rain", "camera", "light"],
    );
    expect(gap.attributes!.map(({ name, use }) => [name, use])).toEqual([
      ["light", "split"],
      ["rain", "not-compared"],
      ["camera", "not-compared"],
    ]);
  });

  it("have numbers in the bins of the claimed side, with what lies beyond them", () => {
    const random = createRandom(11);
    const bright = (from: number) => () => ({ brightness: from + random.uniform() });
    const [first, second] = [shots(300, 0.2, 1, bright(0)), shots(200, 0.7, 2, bright(0.1))];
    const gap = gapOf(first, second, ["brightness"]);
    const values = first.map(({ of }) => Number(of["brightness"])).sort((x, y) => x - y);
    // Type-7 quantiles of 300 values: places 74.75, 149.5 and 224.25.
    const at = (h: number) => {
      const low = values[Math.floor(h)]!;
      return low + (h % 1) * (values[Math.ceil(h)]! - low);
    };
    const [q1, q2, q3] = [at(74.75), at(149.5), at(224.25)];
    const binOf = (v: number) => {
      if (v < values[0]!) return "below";
      if (v > values[299]!) return "above";
      return v <= q1 ? "1" : v <= q2 ? "2" : v <= q3 ? "3" : "4";
    };
    const binned = (list: readonly Shot[]) =>
      list.map((shot) => ({ ...shot, of: { bin: binOf(Number(shot.of["brightness"])) } }));
    const expected = slow(binned(first), binned(second), ["bin"]);
    expect(termOf(gap, "attribute-mix", "brightness")!.value).toBeCloseTo(
      expected.byPlayer[1]!,
      12,
    );
    expect(termOf(gap, "only-local")!.value).toBeCloseTo(expected.onlyLocal, 12);
    expect(gap.supported!.local).toBeLessThan(1);
  });

  it("keep the seven commonest names of both sides, and a missing value as a level", () => {
    const random = createRandom(12);
    const names = "abcdefghij";
    const tag = () => ({
      kind: names[random.below(10)] ?? null,
      gone: random.below(4) ? "x" : null,
    });
    const [first, second] = [shots(900, 0.2, 1, tag), shots(800, 0.7, 2, tag)];
    const gap = gapOf(first, second, ["kind", "gone"]);
    const count = (name: string) =>
      [...first, ...second].filter(({ of }) => of["kind"] === name).length;
    const common = [...names].sort((x, y) => count(y) - count(x) || (x < y ? -1 : 1)).slice(0, 7);
    const merged = (list: readonly Shot[]) =>
      list.map((shot) => {
        const kind = String(shot.of["kind"]);
        return { ...shot, of: { ...shot.of, kind: common.includes(kind) ? kind : "rest" } };
      });
    const expected = slow(merged(first), merged(second), ["kind", "gone"]);
    expect(termOf(gap, "attribute-mix", "kind")!.value).toBeCloseTo(expected.byPlayer[1]!, 12);
    expect(termOf(gap, "attribute-mix", "gone")!.value).toBeCloseTo(expected.byPlayer[2]!, 12);
  });

  it("are held against chance by whole clusters, which the terms' ranges heed as well", () => {
    const inSites = (list: readonly Shot[], sites: number) =>
      list.map((shot, i) => ({ ...shot, site: i % sites }));
    const independent = gapOf(a, b);
    const clustered = gapOf(inSites(a, 24), inSites(b, 20));
    expect(clustered.attributes!.map(({ name }) => name)).toEqual(["light"]);
    expect(termOf(clustered, "within")!.value).toBeCloseTo(
      termOf(independent, "within")!.value,
      12,
    );
    expect(termOf(clustered, "within")!.low).not.toBe(termOf(independent, "within")!.low);
  });

  it("are not looked at where the claim counts clusters that it does not list", () => {
    const counted = claimOf(a);
    const gap = transferGap(
      { ...counted, classCounts: { ...counted.classCounts!, independent: false } },
      shareEstimator(right(b), b.length),
      {
        classes: CLASSES,
        ...unitsOf(b),
        attributes: { table: tableOf(b), rows: Int32Array.from(b.keys()), asked: [], seed: 7 },
      },
    )!;
    expect(gap.attributes).toBeUndefined();
  });
});
