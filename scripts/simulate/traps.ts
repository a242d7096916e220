/**
 * What data hold that nobody said: images without an answer, labels in the order of their classes, several
 * images of one subject, and looking again as the advice says (METHODS-2 A3, A9; METHODS §5).
 */

import { checkClaimsAnytime } from "../../src/claims/anytime-check.js";
import { checkClaims } from "../../src/claims/claim-check.js";
import { chooseQuestion } from "../../src/claims/question.js";
import { survivingUnanswered } from "../../src/claims/unanswered-verdict.js";
import { createRandom } from "../../src/core/random.js";
import { categoricalColumn, createTable } from "../../src/core/table.js";
import { drawnLookOrder } from "../../src/evaluation/look-order.js";
import { createTally, type Experiment } from "./measure.js";
import {
  claimAt,
  clusteredShare,
  holdsTruth,
  independentShare,
  isUnwarnedMiss,
  limitAt,
  TOLERANCE,
  tallyVerdicts,
  verdictOf,
} from "./shares.js";
import { betaSites } from "./worlds.js";

const CLAIMED = 0.9;

/** Images are not answered with a probability of their own where the answer would be wrong, or right. */
function missingAnswers(n: number, share: number, among: "wrong" | "right" | "any"): Experiment {
  return {
    part: "missing answers",
    setting: { n, missing: share, among },
    effort: 0.5,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const answered = (p: number) => {
          const of = { wrong: 1 - p, right: p, any: 1 }[among];
          const chance = Math.min(1, share / of);
          let [hits, count] = [0, 0];
          for (let i = 0; i < n; i++) {
            const right = random.uniform() < p;
            const isAmong = among === "any" || (among === "right") === right;
            if (isAmong && random.uniform() < chance) continue;
            count++;
            if (right) hits++;
          }
          return { hits, count, missing: n - count };
        };
        const verdict = (p: number, r: number) => {
          const { hits, count, missing } = answered(p);
          const of = (k: number, m: number) =>
            checkClaims([{ claim: limitAt(r), local: independentShare(k, m) }])[0]!;
          const own = of(hits, count);
          if (missing === 0) return own.verdict;
          const worst = { verdict: of(hits, n), figure: null };
          const best = { verdict: of(hits + missing, n), figure: null };
          return survivingUnanswered(own, missing, { worst, best }).verdict;
        };
        const r = CLAIMED - TOLERANCE;
        const atLimit = verdict(r, r);
        tally.add("wrong holds", atLimit === "holds");
        tally.add("wrong fails", atLimit === "fails");
        tally.add("holds: truth = claim", verdict(CLAIMED, r) === "holds");
        tally.add("fails: 10 below", verdict(CLAIMED - 0.1, r) === "fails");
        tally.add("fails: 20 below", verdict(CLAIMED - 0.2, r) === "fails");
      }
      return tally.measures();
    },
  };
}

/** A pilot, and up to four further looks with as many labels as each advises. */
function fiveLooks(pilot: number): Experiment {
  const looks = (p: number, r: number, random: ReturnType<typeof createRandom>) => {
    const claim = limitAt(r);
    let [k, n] = [0, 0];
    let more = pilot;
    for (let look = 0; look < 5; look++) {
      for (let i = 0; i < more; i++) if (random.uniform() < p) k++;
      n += more;
      const lookedBefore = look > 0;
      const found = checkClaims([{ claim, local: independentShare(k, n), lookedBefore }])[0]!;
      if (found.verdict !== "cannot-tell") return found.verdict;
      more = Math.min(found.moreLabels ?? 200, 5000);
    }
    return "cannot-tell";
  };
  return {
    part: "five looks",
    setting: { pilot },
    effort: 0.5,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        tallyVerdicts(tally, CLAIMED - TOLERANCE, (r) => looks(CLAIMED - TOLERANCE, r, random));
      }
      return tally.measures();
    },
  };
}

/** Labels sorted by class, the first class always right, in the order in which the program takes them. */
function labelOrder(n: number, classes: number): Experiment {
  return {
    part: "label order",
    setting: { n, classes },
    effort: 0.25,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      const verdict = (truth: number, r: number, run: number) => {
        const random = createRandom(seed, stream + run);
        const of = (i: number): number => Math.floor((i * classes) / n);
        const others = (truth * classes - 1) / (classes - 1);
        const right = Float64Array.from({ length: n }, (_, i) =>
          Number(of(i) === 0 || random.uniform() < others),
        );
        const order = drawnLookOrder(n, { seed: run });
        const values = Float64Array.from(order, (i) => right[i]!);
        const local = independentShare(
          right.reduce((sum, x) => sum + x, 0),
          n,
        );
        const check = {
          claim: limitAt(r),
          local,
          values,
          of: "units",
          hasClusters: false,
        } as const;
        const all = { ...check, order: "random", changed: false, pool: null } as const;
        return checkClaimsAnytime([all])[0]!.verdict;
      };
      for (let run = 0; run < repetitions; run++) {
        const truth = CLAIMED - TOLERANCE;
        tallyVerdicts(tally, truth, (r) => verdict(truth, r, run));
      }
      return tally.measures();
    },
  };
}

/** Images of patients, whose column is found; beside it the same images counted as separate. */
function foundSubjects(patients: number, each: number, icc: number): Experiment {
  return {
    part: "accuracy, found subjects",
    setting: { patients, "images each": each, icc },
    effort: 0.25,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      const truth = 0.85;
      const kinds = betaSites(truth, icc);
      const n = patients * each;
      const names = Array.from({ length: n }, (_, i) => `P${1000 + Math.floor(i / each)}`);
      const table = createTable(n, new Map([["patient_id", categoricalColumn(names)]]));
      const rows = Int32Array.from({ length: n }, (_, i) => i);
      const clusters = chooseQuestion(table, rows, null).clusters;
      if (clusters === null) throw new Error("patients are not found");
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const size = new Float64Array(clusters.count);
        const hits = new Float64Array(clusters.count);
        let [q, right] = [0, 0];
        for (let i = 0; i < n; i++) {
          if (i % each === 0) q = kinds[random.below(kinds.length)]!;
          const g = clusters.cluster[i]!;
          size[g]! += 1;
          if (random.uniform() >= q) continue;
          hits[g]! += 1;
          right++;
        }
        const local = clusteredShare({ size, hits });
        const detail = local.at(0.95);
        const held = holdsTruth(detail, truth);
        tally.add("coverage", held);
        tally.add("unwarned miss", isUnwarnedMiss(detail, held));
        tallyVerdicts(tally, truth, (r) => verdictOf(local, limitAt(r)));
        const separate = verdictOf(
          independentShare(right, n),
          claimAt(truth, 0, { kind: "requirement" }),
        );
        tally.add("wrong, as separate images", separate !== "cannot-tell");
      }
      return tally.measures();
    },
  };
}

/** Every setting of these worlds. */
export function trapExperiments(): Experiment[] {
  const found: Experiment[] = [];
  for (const n of [400, 2000]) {
    for (const share of [0.01, 0.05, 0.2]) {
      for (const among of ["wrong", "right", "any"] as const) {
        found.push(missingAnswers(n, share, among));
      }
    }
  }
  for (const pilot of [50, 100, 200]) found.push(fiveLooks(pilot));
  for (const [n, classes] of [
    [300, 4],
    [1000, 10],
  ] as const) {
    found.push(labelOrder(n, classes));
  }
  for (const patients of [20, 50]) {
    for (const icc of [0.1, 0.5]) found.push(foundSubjects(patients, 8, icc));
  }
  return found;
}
