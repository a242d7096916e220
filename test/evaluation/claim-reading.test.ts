import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/claims/claim.js";
import { parseClaim, parseRequirement } from "../../src/claims/claim-text.js";
import { isHomegroundError } from "../../src/core/errors.js";
import { claimMetrics } from "../../src/evaluation/typed-metrics.js";
import { METRICS } from "../../src/metrics/registry.js";
import { claimFigure, claimInWords } from "../../src/reports/claim-words.js";

const metrics = claimMetrics(null);

const parse = (text: string, tolerance: number | null = null, of = metrics) =>
  parseClaim(text, { metrics: of, tolerance, assumed: "accuracy" });

/** What is stored of a claim, whatever it was typed as. */
const stored = ({ metric, value, tolerance, evidence, images }: Claim) => ({
  metric,
  value,
  tolerance,
  evidence,
  images,
});

function refused(read: () => unknown): { code: string; what: string; fix: string } {
  try {
    read();
  } catch (error) {
    if (isHomegroundError(error)) return error;
    throw error;
  }
  throw new Error("it is accepted");
}

const POINT = stored(parse("accuracy=0.944"));
const COUNTED = stored(parse("accuracy=0.944@84/89"));

describe("a published figure in any writing", () => {
  it.each([
    "94.4",
    "94,4",
    "94.4 %",
    "94.4%",
    "94,4 %",
    "94.4\u00a0%",
    "94·4 %",
    "0.944",
    "0,944",
    ".944",
    "94.4 percent",
    "９４.４％",
    "9.44e-1",
    "accuracy=94.4%",
    "acc=0.944",
    "acc 0.944",
    "Accuracy: 94.4 %",
    "top-1 = 94,4",
    ...["top1 accuracy 94.4%", "ACC=94.4", "accuracy 0.944"].filter((text) => !/top1 a/.test(text)),
  ])("%s is 94.4 % accuracy", (text) => {
    const claim = parse(text);
    expect(stored(claim)).toEqual(POINT);
    expect(claimInWords(claim)).toBe("accuracy 94.4 %");
  });

  it.each([
    "84/89",
    "84 of 89",
    "84 out of 89 right",
    "accuracy=84/89",
    "accuracy = 84 of 89",
    "94.4 %: 84 of 89 right",
    "94.4@84/89",
    "0.944@84/89",
    "94,4 % (84/89)",
    "94.4 %, 84 of 89",
    "acc=94.4@89",
    "94.4 % on 89 images",
    "accuracy=0.944@89",
  ])("%s is 84 of 89 right", (text) => {
    const claim = parse(text);
    expect(stored(claim)).toEqual(COUNTED);
    expect(claim.value).toBe(84 / 89);
    expect(claimFigure(claim)).toBe("94.4 %: 84 of 89 right");
  });

  it.each([
    ["1", 1, "accuracy 100 %"],
    ["0.9", 0.9, "accuracy 90 %"],
    ["100", 1, "accuracy 100 %"],
    ["10", 0.1, "accuracy 10 %"],
    ["ece=0.9", 0.9, "ece 90 %"],
    ["ece=0.9 %", 0.009, "ece 0.009"],
    ["ece=2.3", 0.023, "ece 2.3 %"],
    ["AUROC 93", 0.93, "roc-auc 0.93"],
    ["mAP@0.5 = 42,1", 0.421, "map-50 0.421"],
    ["map50-95 0.35", 0.35, "map 0.35"],
    ["balanced accuracy 0.81", 0.81, "balanced-accuracy 81 %"],
    ["macro F1: 77 %", 0.77, "f1{average=macro} 77 %"],
    ["top-5 accuracy 91%", 0.91, "top-k-accuracy{k=5} 91 %"],
    ["recall{class=fox, red}=0.9", 0.9, ""],
    ["recall{class=a=b}: 90 %", 0.9, "recall{class=a=b} 90 %"],
    ["mcc=0,8~0.1", 0.8, "mcc 0.8"],
    ["kappa 0.61~0.05", 0.61, "cohen-kappa 0.61"],
    ["log-loss=0,31~0.1", 0.31, "log-loss 0.31"],
    ["map=42@5,000 images", 0.42, "map 0.42 on 5,000 images"],
  ])("%s is read as a share where it can be one, and read back", (text, value, words) => {
    if (words === "") return expect(refused(() => parse(text)).code).toBe("metric/bad-parameter");
    const claim = parse(text);
    expect(claim.value).toBe(value);
    expect(claimInWords(claim)).toBe(words);
  });

  it.each([
    ["1.2", "claim/unit", "accuracy=1.2 %"],
    ["9.44", "claim/unit", "accuracy=9.44 %"],
    ["0.944 %", "claim/unit", "accuracy=0.944 or accuracy=94.4 %"],
    ["1 %", "claim/unit", "accuracy=100 %"],
    ["101", "claim/bad", "accuracy=94.4 %"],
    ["140 %", "claim/bad", "accuracy=0.944"],
    ["-3 %", "claim/bad", "accuracy=0.944"],
    ["kappa=80 %~0.05", "claim/unit", "cohen-kappa=0.8"],
    ["log-loss=30 %~0.05", "claim/unit", "log-loss=0.3"],
    ["log-loss=1,234~0.1", "claim/unit", "log-loss=1234 or log-loss=1.234"],
    ["aurc=3.4", "claim/unit", "aurc=0.0034 if it is printed times 1000"],
    ["94.4 ± 0.5", "claim/bad", "accuracy=0.944"],
    ["84/1,0", "claim/bad", "accuracy=0.944"],
    ["accuracy=94.4@50", "claim/counts-disagree", "0.940@47/50"],
    ["sensitivity=0.9", "metric/bad-parameter", "recall{class=NAME}"],
    ["AP=0.4", "metric/unknown", "map-50"],
    ["error=5.6 %", "metric/unknown", "1 less the error rate"],
    ["accuracy=0.03", "claim/below-chance", "accuracy=0.03~0.03"],
    ["auc=0.52", "claim/below-chance", "roc-auc=0.52~0.02"],
    ["auc=0.4", "claim/below-chance", "roc-auc=0.944"],
    ["kappa=0.02~0.1", "claim/below-chance", "cohen-kappa=0.02~0.02"],
    ["ece=0.97", "claim/below-chance", "ece=0.97~0.03"],
  ])("%s stops with %s and the right form", (text, code, form) => {
    const error = refused(() => parse(text));
    expect(error.code).toBe(code);
    expect(error.fix).toContain(form);
  });

  it("holds a limit against guessing among the classes", () => {
    const of = (count: number) => claimMetrics(null, null, count);
    expect(refused(() => parse("accuracy=0.52", null, of(2)))).toMatchObject({
      code: "claim/below-chance",
      what: "the limit of accuracy, 0.47, shows nothing by being kept: guessing reaches 0.5",
      fix: "Allow less: accuracy=0.52~0.02",
    });
    expect(parse("accuracy=0.52~0.02", null, of(2)).tolerance).toBe(0.02);
    expect(parse("accuracy=0.52", null, of(10)).tolerance).toBe(0.05);
    expect(refused(() => parse("top-5=0.5", null, of(10))).code).toBe("claim/below-chance");
    expect(refused(() => parseRequirement("accuracy>=0.4", of(2))).code).toBe("claim/below-chance");
    expect(refused(() => parse("accuracy=0.9~0.45", null, of(2))).fix).toBe(
      "Allow less: accuracy=0.9~0.05",
    );
  });
});

describe("a tolerance", () => {
  it.each([
    ["accuracy=0.944~0.05", 0.05],
    ["accuracy=0.944~0,05", 0.05],
    ["accuracy=0.944~5 points", 0.05],
    ["accuracy=0.944~5 %", 0.05],
    ["accuracy=0.944~2.5pp", 0.025],
    ["accuracy=94.4~5", 0.05],
    ["94.4 %~5", 0.05],
    ["84/89~5", 0.05],
    ["accuracy=94.4~0.5 points", 0.005],
    ["log-loss=0.3~5", 5],
  ])("%s is %d", (text, tolerance) => {
    expect(parse(text).tolerance).toBe(tolerance);
  });

  it.each([
    ["accuracy=0.944~5", null, "accuracy=0.944~0.05"],
    ["accuracy=94.4~0.5", null, "accuracy=0.944~0.5 points"],
    ["accuracy=0.944", 5, "--tolerance 0.05"],
    ["accuracy=0.944", 1, "--tolerance 0.05"],
    ["kappa=0.8~5 points", null, "cohen-kappa=0.8~0.05"],
  ])("%s with %s is unclear", (text, tolerance, form) => {
    const error = refused(() => parse(text, tolerance));
    expect(error.code).toBe("claim/unit");
    expect(error.fix).toContain(form);
  });
});

describe("a requirement", () => {
  it.each([
    ["recall{class=deer}>=90%", 0.9, "recall{class=deer} ≥ 90 %"],
    ["accuracy ≥ 94,4", 0.944, "accuracy ≥ 94.4 %"],
    ["acc>=9/10", 0.9, "accuracy ≥ 90 %"],
    ["ece<=5%", 0.05, "ece ≤ 5 %"],
    ["AUC >= 0.9", 0.9, "roc-auc ≥ 0.9"],
  ])("%s is understood", (text, value, words) => {
    const claim = parseRequirement(text, metrics);
    expect(claim.value).toBe(value);
    expect(claimInWords(claim)).toBe(words);
    expect(stored(parseRequirement(claimInWords(claim), metrics))).toEqual(stored(claim));
  });

  it.each([
    ["accuracy>=1.2", "claim/unit"],
    ["accuracy>=0.9 %", "claim/unit"],
    ["auc>=0.4", "claim/below-chance"],
    ["accuracy>=-0.1", "claim/bad"],
  ])("%s stops with %s", (text, code) => {
    expect(refused(() => parseRequirement(text, metrics)).code).toBe(code);
  });
});

it("marks what was written otherwise than it is stored, and nothing else", () => {
  for (const text of ["accuracy=0.944@84/89", "recall{class=deer}=.9~0.02", "map=0.42@5000"]) {
    expect(parse(text).isInterpreted, text).toBeUndefined();
  }
  for (const text of ["94.4", "acc=0.944", "accuracy=0,944", "84/89", "accuracy 0.944"]) {
    expect(parse(text).isInterpreted, text).toBe(true);
  }
});

describe("whatever is typed", () => {
  const ids = [...METRICS.keys()];
  const shares = fc.oneof(
    fc.double({ min: 0.06, max: 1, noNaN: true }),
    fc.integer({ min: 60, max: 1000 }).map((k) => k / 1000),
  );

  it("reads back a claim that is the same claim", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ids),
        shares,
        fc.integer({ min: 1, max: 100_000 }),
        fc.constantFrom("point", "counts", "images"),
        (id, share, n, kind) => {
          const k = Math.round(share * n);
          const beside = kind === "counts" ? `@${k}/${n}` : kind === "images" ? `@${n}` : "";
          const value = kind === "counts" ? (k / n).toFixed(4) : String(share);
          let claim: Claim;
          try {
            claim = parse(`${id}=${value}${beside}`, 0);
          } catch (error) {
            expect(isHomegroundError(error)).toBe(true);
            return;
          }
          expect(stored(parse(claimInWords(claim), 0))).toEqual(stored(claim));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("never throws anything but coded errors", () => {
    const pieces = fc.constantFrom(
      "94",
      "4",
      ".",
      ",",
      "%",
      " ",
      "@",
      "/",
      "of",
      "~",
      "=",
      ">=",
      "acc",
      "accuracy",
      "{",
      "}",
      "class=",
      "0.944",
      "84",
      "89",
      "points",
      "(",
      ")",
      ":",
      "-",
      "e",
      "1e999",
      "±",
      "½",
      "\u202e",
    );
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.array(pieces, { maxLength: 12 }).map((list) => list.join("")),
    );
    fc.assert(
      fc.property(texts, fc.boolean(), (text, isLimit) => {
        try {
          const claim = isLimit ? parseRequirement(text, metrics) : parse(text);
          expect(Number.isFinite(claim.value)).toBe(true);
        } catch (error) {
          expect(isHomegroundError(error)).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it("takes time in line with the length of the text", () => {
    for (const text of [`acc ${"1 ".repeat(900)}`, "=".repeat(1999), `a${" 1".repeat(990)}x`]) {
      refused(() => parse(text));
    }
    expect(refused(() => parse("1".repeat(3000))).what).toContain("3000 letters");
  });
});
