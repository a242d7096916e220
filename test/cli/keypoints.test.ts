import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { runHere } from "../support/run-here.js";
import { describeWithShared } from "../support/shared-data.js";

let folder: string;
let at = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
});
afterAll(() => rm(folder, { recursive: true }));

const IMAGES = 10;
const POINTS = ["nose", "tail", "ear"];

interface Found {
  readonly image_id: number;
  readonly category_id: number;
  readonly keypoints?: unknown;
  readonly score: number;
}

/** A fly on each picture, 80 px from nose to tail in a box of 100 × 100; nobody saw an ear. */
const truth = () => ({
  images: Array.from({ length: IMAGES }, (_, i) => ({
    id: i + 1,
    file_name: `${i}.jpg`,
    width: 200,
    height: 200,
  })),
  categories: [{ id: 1, name: "fly", keypoints: POINTS, skeleton: [[1, 2]] as unknown[] }],
  annotations: Array.from({ length: IMAGES }, (_, i) => ({
    id: i + 1,
    image_id: i + 1,
    category_id: 1,
    bbox: [0, 0, 100, 100],
    area: 10_000,
    iscrowd: 0,
    num_keypoints: 2,
    keypoints: [10, 50, 2, 90, 50, 1, 0, 0, 0] as unknown[],
  })),
});

/** The nose where it is, the tail 10 px farther off on each picture. */
const found = (): Found[] =>
  Array.from({ length: IMAGES }, (_, i) => ({
    image_id: i + 1,
    category_id: 1,
    score: 0.9 - i / 100,
    keypoints: [10, 50, 1, 90, 50 + 10 * i, 1, 7, 7, 1],
  }));

interface Recorded {
  readonly claims: readonly {
    readonly metric: string;
    readonly value: number | null;
    readonly low: number | null;
    readonly recomputable: boolean;
  }[];
  readonly settings: Readonly<Record<string, string>>;
}

interface Evaluated {
  /** Folder of the result. */
  readonly place: string;
  readonly status: number;
  readonly text: string;
  readonly result: EvaluationResult | null;
  figure(metric: string): number | null | undefined;
  readonly codes: readonly string[];
}

async function evaluate(
  { gt = truth(), dt = found() }: { readonly gt?: unknown; readonly dt?: unknown },
  ...more: readonly string[]
): Promise<Evaluated> {
  const place = join(folder, String(at++));
  await mkdir(place);
  await writeFile(join(place, "gt.json"), JSON.stringify(gt));
  await writeFile(join(place, "dt.json"), JSON.stringify(dt));
  return ran(place, "gt.json", "dt.json", join(folder, "photos"), ...more);
}

async function ran(
  place: string,
  labels: string,
  predictions: string,
  images: string,
  ...more: readonly string[]
): Promise<Evaluated> {
  const made = join(place, `result ${at}`);
  const { status, out, err } = await runHere([
    ...["evaluate", images, "--task", "keypoints"],
    ...["--labels", join(place, labels), "--predictions", join(place, predictions)],
    ...["--out", made, "--quiet", ...more],
  ]);
  const text = await readFile(join(made, "result.json"), "utf8").catch(() => null);
  const result = text === null ? null : (JSON.parse(text) as EvaluationResult);
  const { listed = [], notes = [], imports = [] } = result?.inputs ?? {};
  const problems = imports.flatMap((one) => one.problems);
  return {
    place: made,
    status,
    text: out + err,
    result,
    figure: (metric) => result?.estimates.find((one) => one.metric === metric)?.value,
    codes: [...new Set([...listed, ...notes, ...problems].map(({ code }) => code))],
  };
}

describe("points of objects", () => {
  it("are close, off and turned by what they were moved by", async () => {
    const { status, figure, result } = await evaluate(
      {},
      "--metric",
      "direction-error{joints=nose~tail}",
    );
    expect(status).toBe(0);
    expect(result?.task).toBe("keypoints");
    // 20 px and less are close: ten noses, and the tails of three pictures.
    expect(figure("pck{alpha=0.2,length=bbox}")).toBe(13 / 20);
    expect(figure("pck{alpha=0.2,length=bbox,joint=tail}")).toBe(3 / 10);
    expect(figure("pck{alpha=0.2,length=bbox,joint=ear}")).toBeNull();
    expect(figure("keypoint-error")).toBeCloseTo(22.5, 12);
    expect(figure("keypoint-error{joint=nose}")).toBe(0);
    expect(figure("keypoint-rmse")).toBeCloseTo(Math.sqrt((100 * 285) / 20), 12);
    expect(figure("nme{length=bbox}")).toBeCloseTo(0.225, 12);
    const turned = Array.from({ length: IMAGES }, (_, i) => Math.atan(i / 8) * (180 / Math.PI));
    expect(figure("direction-error{joints=nose~tail}")).toBeCloseTo(
      turned.reduce((sum, one) => sum + one, 0) / IMAGES,
      9,
    );
  });

  it("are alike by COCO's formula with a σ that is stated", async () => {
    // σ 0.025: OKS = ½(1 + exp(−d² / 50)), at 0.75 that of the first picture alone.
    const usual = await evaluate({});
    expect(usual.figure("oks-ar-50")).toBe(1);
    expect(usual.figure("oks-ar-75")).toBeCloseTo(0.1, 12);
    expect(usual.codes).toContain("keypoints/sigmas");
    // σ 0.1: exp(−d² / 800) is above ½ up to d = 23.5.
    const wide = await evaluate({}, "--sigmas", "0.1");
    expect(wide.figure("oks-ar-75")).toBeCloseTo(0.3, 12);
    const named = await evaluate({}, "--sigmas", "nose=0.5,tail=0.1,ear=0.1");
    expect(named.figure("oks-ar-75")).toBeCloseTo(0.3, 12);
    const file = join(folder, "sigmas.json");
    await writeFile(file, JSON.stringify({ nose: 0.5, tail: 0.1, ear: 0.1 }));
    const filed = await evaluate({}, "--sigmas", file);
    expect(filed.figure("oks-ar-75")).toBeCloseTo(0.3, 12);
    for (const text of ['{"nose": 0}', "[0.1]", '{"nose": "0.1"}']) {
      await writeFile(file, text);
      expect((await evaluate({}, "--sigmas", file)).status).toBe(2);
    }
  });

  it("have a length between two of them", async () => {
    const { figure } = await evaluate({}, "--metric", "pck{alpha=0.25,length=nose~tail}");
    expect(figure("pck{alpha=0.25,length=nose~tail}")).toBe(13 / 20);
  });

  it("that are not predicted are not close", async () => {
    const { figure, codes, result } = await evaluate({ dt: found().slice(0, 5) });
    expect(figure("pck{alpha=0.2,length=bbox}")).toBe(8 / 20);
    expect(figure("keypoint-error")).toBeCloseTo((0 + 10 + 20 + 30 + 40) / 10, 12);
    expect(codes).not.toContain("no-prediction");
    expect(result?.inputs).toMatchObject({ images: IMAGES, scored: IMAGES });
  });

  it("that a prediction says not to have are none, whatever stands in their place", async () => {
    const dt = found().map((one) => ({ ...one, keypoints_absent: [1] }));
    const { figure, place } = await evaluate({ dt });
    // The tail is nowhere, and every nose is where it should be.
    expect(figure("pck{alpha=0.2,length=bbox}")).toBe(10 / 20);
    expect(figure("keypoint-error")).toBe(0);
    const again = JSON.parse(await readFile(join(place, "predictions.json"), "utf8"));
    const { figure: second } = await evaluate({ dt: again });
    expect(second("pck{alpha=0.2,length=bbox}")).toBe(10 / 20);
    expect(second("keypoint-error")).toBe(0);
  });

  it("beside another object of the label are paired by distance, not by score", async () => {
    const gt = truth();
    const far = { ...gt.annotations[0]!, id: 99, keypoints: [110, 150, 2, 190, 150, 2, 0, 0, 0] };
    gt.annotations.push(far);
    const there = { ...found()[0]!, score: 0.99, keypoints: [110, 150, 1, 190, 150, 1, 0, 0, 1] };
    const false_ = { ...found()[0]!, score: 0.01, keypoints: [110, 150, 1, 190, 150, 1, 0, 0, 1] };
    const { figure } = await evaluate({ gt, dt: [there, ...found(), false_] });
    expect(figure("pck{alpha=0.2,length=bbox}")).toBe(15 / 22);
  });

  it("are compared by the tables of their results", async () => {
    const [all, some] = [await evaluate({}), await evaluate({ dt: found().slice(2) })];
    const { status, out, err } = await runHere([
      ...["compare", all.place, some.place, "--metric", "pck", "--json", "-", "--quiet"],
      ...["--out", join(folder, `compared ${at}`)],
    ]);
    expect({ status, out, err }).toMatchObject({ status: 0 });
    const { models, metric } = JSON.parse(out) as Comparison;
    expect(metric).toBe("pck{alpha=0.2,length=bbox}");
    // Those that were left out are the two with both points close.
    expect(models.map(({ value }) => value)).toEqual([13 / 20, 9 / 20]);
    const raced = await runHere([
      ...["compare", all.place, some.place, "--metric", "pck{average=image}", "--race"],
      ...["--json", "-", "--quiet", "--out", join(folder, `raced ${at}`)],
    ]);
    expect(JSON.parse(raced.out)).toMatchObject({ race: { by: "metric", winner: null } });
    // Objects are told by their points, and no box is spoken of.
    const page = await readFile(join(folder, `compared ${at}`, "comparison.html"), "utf8");
    expect(page).toContain("whose points are close to where they were put (OKS 0.5)");
    expect(page.slice(page.indexOf("<body"))).not.toMatch(/\bbox(es)?\b/);
  });

  it("are written again as they were read", async () => {
    const { place } = await evaluate({});
    const written = JSON.parse(await readFile(join(place, "predictions.json"), "utf8")) as Found[];
    expect(written.map(({ keypoints }) => keypoints)).toEqual(
      found().map(({ keypoints }) => keypoints),
    );
  });

  it("are judged against what is claimed", async () => {
    const { result } = await evaluate({}, "--claim", "pck=0.95");
    expect(result?.verdicts).toHaveLength(1);
    expect(result?.verdicts[0]?.verdict).toBe("fails");
  });

  it("may be looked at as often as one likes by the mean over images, and not put together", async () => {
    const gt = truth();
    // Nobody saw the nose of the last one, and nothing of the one before: 5 halves, 3 whole, and a 0.
    gt.annotations[9]!.keypoints = [0, 0, 0, 90, 50, 1, 0, 0, 0];
    gt.annotations[8]!.keypoints = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    const both = ["--claim", "pck{average=image}=0.95~0.05", "--claim", "pck=0.95~0.05"];
    const { result, figure } = await evaluate({ gt }, ...both, "--anytime");
    const name = "pck{alpha=0.2,length=bbox,average=image}";
    expect(figure(name)).toBeCloseTo((3 + 5 / 2 + 0) / 9, 12);
    expect(figure("pck{alpha=0.2,length=bbox}")).toBeCloseTo(11 / 17, 12);
    const estimate = result?.estimates.find(({ metric }) => metric === name);
    expect(estimate).toMatchObject({ method: "mean-failure", n: 9 });
    expect(result?.verdicts).toMatchObject([
      { metric: name, mode: "anytime", anytime: { of: "units" } },
      { reason: "verdict/anytime-unavailable", anytime: null },
    ]);
    expect(result?.verdicts[0]?.anytime?.value).toBeCloseTo(5.5 / 9, 12);
  });
});

describe("points that are odd", () => {
  it.each<[string, (gt: ReturnType<typeof truth>) => void, string]>([
    [
      "as many as another category has",
      (gt) => gt.annotations[0]!.keypoints.splice(0, 3),
      "annotations/points-count",
    ],
    [
      "not all numbers",
      (gt) => gt.annotations[0]!.keypoints.splice(0, 1, "ten"),
      "annotations/wrong-type",
    ],
    [
      "not three numbers each",
      (gt) => gt.annotations[0]!.keypoints.pop(),
      "annotations/wrong-type",
    ],
    [
      "outside of the picture",
      (gt) => gt.annotations[0]!.keypoints.splice(0, 1, -500),
      "annotations/points-outside",
    ],
    [
      "of another visibility",
      (gt) => gt.annotations[0]!.keypoints.splice(2, 1, 5),
      "annotations/points-visibility",
    ],
    [
      "more than they say",
      (gt) => Object.assign(gt.annotations[0]!, { num_keypoints: 1 }),
      "annotations/points-count",
    ],
    ["none annotated", (gt) => gt.annotations[0]!.keypoints.fill(0), "annotations/points-none"],
    [
      "with a line to nowhere",
      (gt) => gt.categories[0]!.skeleton.push([1, 9]),
      "annotations/wrong-type",
    ],
  ])("%s: listed", async (_name, spoil, code) => {
    const gt = truth();
    spoil(gt);
    const { status, codes, result } = await evaluate({ gt });
    expect(status).toBe(0);
    expect(codes).toContain(code);
    const { images, scored, listed } = result!.inputs;
    expect([images, scored + listed.length]).toEqual([IMAGES, IMAGES]);
  });

  it("of an object without a box make one", async () => {
    const gt = truth();
    for (const one of gt.annotations) Object.assign(one, { bbox: undefined, area: undefined });
    const { figure, codes } = await evaluate({ gt });
    // 80 px from nose to tail: 16 are close.
    expect(figure("pck{alpha=0.2,length=bbox}")).toBe(12 / 20);
    expect(codes).toContain("annotations/area-missing");
  });

  it.each<[string, (dt: Found[]) => unknown, string]>([
    [
      "of another number",
      (dt) => [{ ...dt[0]!, keypoints: [1, 1, 1] }, ...dt.slice(1)],
      "predictions/points-invalid",
    ],
    [
      "that are none",
      (dt) => [{ ...dt[0]!, keypoints: [null, 1, 1] }, ...dt.slice(1)],
      "predictions/points-invalid",
    ],
    [
      "that are not there",
      (dt) => [{ ...dt[0]!, keypoints: undefined, bbox: [0, 0, 9, 9] }, ...dt.slice(1)],
      "predictions/missing-field",
    ],
    [
      "of an image that is not there",
      (dt) => [{ ...dt[0]!, image_id: 99 }, ...dt],
      "predictions/unknown-image",
    ],
  ])("predictions %s: listed", async (_name, spoil, code) => {
    const { status, codes } = await evaluate({ dt: spoil(found()) });
    expect(status).toBe(0);
    expect(codes).toContain(code);
  });

  it("are asked for where there are none", async () => {
    const gt = truth();
    const without = gt.annotations.map(({ keypoints: _points, ...rest }) => rest);
    const bare = { ...gt, annotations: without, categories: [{ id: 1, name: "fly" }] };
    const { status, text } = await evaluate({ gt: bare });
    expect(status).toBe(1);
    expect(text).toContain("annotations/no-points");
  });

  it("have no name that nobody gave", async () => {
    const { status, text } = await evaluate({}, "--metric", "pck{joint=tial}");
    expect(status).not.toBe(0);
    expect(text).toMatch(/no object has a point 'tial'.*Did you mean tail/s);
    const sigmas = await evaluate({}, "--sigmas", "nose=0.1");
    expect(sigmas.status).not.toBe(0);
    expect(sigmas.text).toMatch(/none for "tail", "ear"/);
  });

  describe("in a record", () => {
    async function recorded(gt: unknown, dt: unknown, dtName: string, ...more: readonly string[]) {
      const { status, figure, result, place } = await evaluate({ gt, dt });
      expect(status).toBe(0);
      const from = place.slice(0, place.lastIndexOf("/"));
      const out = join(from, "record");
      const words = [
        ...["record", "create", join(folder, "photos"), "--task", "keypoints", "--quiet"],
        ...["--labels", join(from, "gt.json"), "--predictions", join(from, dtName)],
      ];
      const made = await runHere([...words, "--out", out, ...more]);
      expect(made).toMatchObject({ status: 0, err: "" });
      const record = JSON.parse(await readFile(join(out, "record.json"), "utf8")) as Recorded;
      const verified = await runHere(["record", "verify", out, "--json", "-", "--quiet"]);
      return { record, figure, result, out, verified };
    }
    /** Another fly beside it, of which nobody marked a point: neither found nor missed. */
    const withBare = () => {
      const gt = truth();
      const bare = { ...gt.annotations[0]!, id: 99, num_keypoints: 0 };
      gt.annotations.push({ ...bare, bbox: [110, 110, 50, 50], keypoints: new Array(9).fill(0) });
      return gt;
    };

    it.each([
      ["open", ["--openness", "open"]],
      ["closed, with scores", ["--openness", "closed", "--outcomes", "scores"]],
    ] as const)("%s, states what evaluate finds and is verified", async (_name, more) => {
      const { record, result, verified } = await recorded(withBare(), found(), "dt.json", ...more);
      expect(result!.inputs.scored).toBe(IMAGES);
      // A closed record has its images in another order: sums differ in their last digit.
      const digits = more[1] === "open" ? null : 12;
      for (const { metric, value, low, recomputable } of record.claims) {
        const own = result!.estimates.find((one) => one.metric === metric && one.slice === null);
        for (const [stated, found] of [
          [value, own?.value],
          [low, own?.low],
        ]) {
          if (digits === null || typeof stated !== "number") expect(stated, metric).toBe(found);
          else expect(stated, metric).toBeCloseTo(found!, digits);
        }
        expect(recomputable, metric).toBe(true);
      }
      expect(record.claims.map(({ metric }) => metric)).toContain("pck{alpha=0.2,length=bbox}");
      expect(JSON.parse(record.settings["joints"]!)).toEqual(POINTS.map((one) => [one, 0.025]));
      expect(JSON.parse(verified.out)).toMatchObject({ problems: [] });
      expect(verified.status).toBe(0);
    });

    it("tells a point that is not predicted from one in the corner", async () => {
      const place = join(folder, String(at++));
      await mkdir(place);
      const corner = truth();
      corner.categories[0]!.name = "animal";
      for (const one of corner.annotations) one.keypoints = [3, 3, 2, 90, 50, 1, 0, 0, 0];
      await writeFile(join(place, "gt.json"), JSON.stringify(corner));
      const rows = Array.from({ length: IMAGES }, (_, i) =>
        i < 4 ? `${i}.jpg,,,,90,50,0.9` : `${i}.jpg,0,0,0.9,90,50,0.9`,
      );
      const head = ["scorer,me,me,me,me,me,me", "bodyparts,nose,nose,nose,tail,tail,tail"];
      const table = [...head, "coords,x,y,likelihood,x,y,likelihood", ...rows].join("\n");
      await writeFile(join(place, "dt.csv"), table);
      const out = join(place, "record");
      const made = await runHere([
        ...["record", "create", join(folder, "photos"), "--task", "keypoints", "--quiet"],
        ...["--labels", join(place, "gt.json"), "--predictions", join(place, "dt.csv")],
        ...["--openness", "open", "--out", out],
      ]);
      expect(made).toMatchObject({ status: 0, err: "" });
      const { claims } = JSON.parse(await readFile(join(out, "record.json"), "utf8")) as Recorded;
      const nose = claims.find(({ metric }) => metric === "pck{alpha=0.2,length=bbox,joint=nose}");
      expect(nose?.value).toBe(6 / 10);
      const { status } = await runHere(["record", "verify", out, "--quiet"]);
      expect(status).toBe(0);
    });

    it("whose points were moved is told", async () => {
      const { out } = await recorded(truth(), found(), "dt.json", "--openness", "open");
      const path = join(out, "predictions.json");
      const text = await readFile(path, "utf8");
      await writeFile(path, text.replace("[10,50,1,90,70,", "[10,50,1,90,50,"));
      const { status, out: said } = await runHere(["record", "verify", out, "--json", "-"]);
      expect(status).not.toBe(0);
      expect(said).toContain("record/claim-differs");
      const short = text.replace("[10,50,1,90,70,1,7,7,1]", "[10,50,1,90,70,1]");
      await writeFile(path, short);
      expect((await runHere(["record", "verify", out, "--json", "-"])).out).toContain(
        "record/predictions",
      );
    });
  });
});

describe("points in tables of other programs", () => {
  const POINTS_OF = { nose: [10, 50], tail: [90, 50] } as const;

  async function tables(gt: string, dt: string): Promise<Evaluated> {
    const place = join(folder, String(at++));
    await mkdir(place);
    await writeFile(join(place, "gt.csv"), gt);
    await writeFile(join(place, "dt.csv"), dt);
    return ran(place, "gt.csv", "dt.csv", join(folder, "frames"));
  }
  beforeAll(async () => {
    await mkdir(join(folder, "frames"));
    for (let i = 0; i < IMAGES; i++) await writeFile(join(folder, "frames", `img${i}.png`), PNG);
  });

  /** As `truth` and `found` have it; an ear is predicted, and nobody annotated one. */
  const headings = (coords: readonly string[], joints: readonly string[]) =>
    ["scorer", "bodyparts", "coords"].map((head, row) =>
      [head, ...joints.flatMap((joint) => coords.map((one) => ["me", joint, one][row]))].join(","),
    );
  const frames = (
    cells: (i: number) => readonly (number | string)[],
    name: (i: number) => string,
  ) => Array.from({ length: IMAGES }, (_, i) => [name(i), ...cells(i)].join(","));
  const labelled = (name: (i: number) => string) =>
    [
      ...headings(["x", "y"], ["nose", "tail", "ear"]),
      ...frames(() => [...POINTS_OF.nose, ...POINTS_OF.tail, "", ""], name),
    ].join("\n");
  const predicted = (name: (i: number) => string) =>
    [
      ...headings(["x", "y", "likelihood"], ["nose", "tail"]),
      ...frames((i) => [10, 50, 0.9, 90, 50 + 10 * i, 0.5], name),
    ].join("\n");

  it.each([
    ["names", (i: number) => `img${i}.png`],
    ["paths", (i: number) => `labeled-data\\\\video\\\\img${i}.png`],
    ["frames", String],
  ] as const)("DeepLabCut's, by %s", async (_name, name) => {
    const { figure, status, text } = await tables(labelled(name), predicted(name));
    expect({ status, text }).toMatchObject({ status: 0 });
    // The box around both points is 80 px long: 16 are close.
    expect(figure("pck{alpha=0.2,length=bbox}")).toBe(12 / 20);
    expect(figure("keypoint-error")).toBeCloseTo(22.5, 12);
  });

  it("SLEAP's, with rows of animals", async () => {
    const head = "track,frame_idx,instance.score,nose.x,nose.y,nose.score,tail.x,tail.y,tail.score";
    const rows = (far: number, score: number | "") =>
      Array.from({ length: IMAGES }, (_, i) =>
        ["a", i, score, 10, 50, 0.9, 90, 50 + far * i, 0.5].join(","),
      );
    const table = (far: number, score: number | "") => [head, ...rows(far, score)].join("\n");
    const { figure, status, text } = await tables(table(0, ""), table(10, 0.8));
    expect({ status, text }).toMatchObject({ status: 0 });
    expect(figure("pck{alpha=0.2,length=bbox}")).toBe(12 / 20);
  });

  it("CVAT's skeletons beside predictions of DeepLabCut", async () => {
    const place = join(folder, String(at++));
    await mkdir(place);
    const points = (i: number) =>
      [
        '<points label="nose" outside="0" occluded="0" points="10,50"/>',
        '<points label="tail" outside="0" occluded="1" points="90,50"/>',
        ...(i > 3 ? ['<points label="ear" outside="1" points="5,5"/>'] : []),
      ].join("");
    const images = Array.from(
      { length: IMAGES },
      (_, i) =>
        `<image id="${i}" name="img${i}.png" width="200" height="200"><skeleton label="animal">${points(i)}</skeleton></image>`,
    );
    const xml = `<annotations><version>1.1</version>${images.join("")}</annotations>`;
    await writeFile(join(place, "gt.xml"), xml);
    await writeFile(
      join(place, "dt.csv"),
      predicted((i) => `img${i}.png`),
    );
    const { figure, status } = await ran(place, "gt.xml", "dt.csv", join(folder, "frames"));
    expect(status).toBe(0);
    expect(figure("pck{alpha=0.2,length=bbox}")).toBe(12 / 20);
    expect(figure("pck{alpha=0.2,length=bbox,joint=ear}")).toBeNull();
  });

  it("are refused where predictions stand for labels, and as HDF5", async () => {
    const name = (i: number) => `img${i}.png`;
    const { status, text } = await tables(predicted(name), predicted(name));
    expect(status).toBe(1);
    expect(text).toContain("annotations/looks-like-results");
    const hdf = await tables("\u0089HDF\r\n", predicted(name));
    expect(hdf.status).not.toBe(0);
  });
});

/** A grey pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
  "base64",
);

describeWithShared("COCO's keypoints on the command line", "oracles/j_detection.json", (path) => {
  it("give the ten figures of the reference evaluator", async () => {
    const { cases } = JSON.parse(await readFile(path, "utf8")) as {
      readonly cases: readonly {
        readonly input: {
          readonly iouType?: string;
          readonly gt: { readonly images: readonly { readonly id: number }[] };
          readonly dt: unknown;
        };
        readonly expected: { readonly stats: readonly number[] };
      }[];
    };
    const ours = cases.filter(({ input }) => input.iouType === "keypoints");
    expect(ours.length).toBeGreaterThan(0);
    for (const { input, expected } of ours) {
      const images = input.gt.images.map((one) => ({ file_name: `${one.id}.jpg`, ...one }));
      const named = COCO_NAMES.map((name) => name);
      const categories = [{ id: 1, name: "person", keypoints: named }];
      const { figure, codes } = await evaluate({
        gt: { ...input.gt, images, categories },
        dt: input.dt,
      });
      expect(codes).toContain("keypoints/sigmas");
      for (const [i, metric] of OF_SUMMARY.entries()) {
        const value = expected.stats[i]!;
        if (value < 0) expect(figure(metric), metric).toBeNull();
        else expect(figure(metric), metric).toBeCloseTo(value, 12);
      }
    }
  });
});

const ENDS = ["", "-50", "-75", "-medium", "-large"];
const OF_SUMMARY = ["oks-map", "oks-ar"].flatMap((id) => ENDS.map((end) => id + end));
const COCO_NAMES = [
  "nose",
  ...["eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"].flatMap((name) => [
    `left_${name}`,
    `right_${name}`,
  ]),
];
