import { sharedImages } from "../compare/shared-images.js";
import { HomegroundError } from "../core/errors.js";
import { askedMetrics } from "../evaluation/typed-metrics.js";
import { isTooSmall } from "../images/corruptions/alter.js";
import { parseReference } from "../metrics/reference.js";
import { formatReference } from "../metrics/reference-text.js";
import { taskOf } from "../tasks/registry.js";
import { alteredEvaluation, type StressedRun } from "./altered-evaluation.js";
import type { AlteredScores } from "./altered-views.js";
import { createStressBuilder } from "./build-stress.js";
import { alterationsOf, conditionsOf, type StressPlan } from "./conditions.js";
import type { Stress, StressListed } from "./stress.js";

interface StressOptions {
  readonly plan: StressPlan;
  readonly level: number;
  /** SHA-256 of the bytes of each image; null where it could not be read. */
  readonly sha256: readonly (string | null)[];
  readonly version: string;
  readonly signal: Parameters<typeof alteredEvaluation>[2]["signal"];
  /** Called after each evaluation, which waits for it. */
  readonly onEvaluated: (done: number, total: number) => Promise<void> | void;
}

/**
 * What alterations of pictures cost models that looked at all of them.
 *
 * @param runs on the same images
 * @returns with the images that every look has an answer to
 * @throws HomegroundError `stress/nothing-answered`, `compare/other-images`
 */
export async function stressOfRuns(
  runs: readonly StressedRun[],
  scores: AlteredScores,
  { plan, level, sha256, onEvaluated, ...io }: StressOptions,
): Promise<{ readonly stress: Stress; readonly images: readonly string[] }> {
  const [first] = runs as readonly [StressedRun];
  const alterations = alterationsOf(plan);
  const conditions = conditionsOf(plan);
  const hashOf = new Map(first.images.file.map((file, i) => [file, sha256[i] ?? null]));
  const unanswered = await withoutAnswers(runs, alterations.length, hashOf, scores);
  const left = new Set(unanswered.map(({ file }) => file));
  const units = sharedUnitsOf(runs, left);
  const { outcomes, request } = first.evaluation;
  const asked = askedMetrics(request, outcomes.classes);
  const [reference = parseReference(taskOf(outcomes.kind).headline)] = asked;
  const printed = formatReference(reference);
  const builder = createStressBuilder(
    runs.map(({ name, evaluation }, m) => {
      const found = evaluation.result.estimates.find(
        ({ metric, role, slice }) => metric === printed && role === "headline" && slice === null,
      );
      const { value = null, low = null, high = null } = found ?? {};
      return {
        name,
        sha256: evaluation.result.model?.sha256 ?? null,
        outcomes: evaluation.outcomes,
        units: units.units[m]!,
        evaluated: { value, low, high },
      };
    }),
    { reference, level, plan, notScored: notScoredOf(runs), unanswered },
  );
  const total = alterations.length * runs.length;
  for (const [a, alteration] of alterations.entries()) {
    for (const [m, run] of runs.entries()) {
      io.signal.throwIfAborted();
      const answers = { alteration, log: scores.of(a, m), clean: scores.clean, hashOf, left };
      const { evaluation, images: names } = await alteredEvaluation(run, answers, io);
      const unitOf = new Map(names.map((name, unit) => [name, unit]));
      const answered = {
        outcomes: evaluation.outcomes,
        units: Int32Array.from(units.images, (name) => unitOf.get(name)!),
      };
      const condition = conditions[a - 1];
      if (a === 0) builder.addWorking(m, answered);
      else if (condition === undefined) builder.addTry(m, answered);
      else builder.add(m, condition, answered);
      await onEvaluated(a * runs.length + m + 1, total);
    }
  }
  return { stress: builder.finish(), images: units.images };
}

/** Images that the evaluation of some model lists. */
function notScoredOf(runs: readonly StressedRun[]): StressListed[] {
  const listed = runs.flatMap(({ evaluation }) => evaluation.result.inputs.listed);
  const ofFile = new Map<string, StressListed>();
  for (const { file, code, what } of listed) {
    if (!ofFile.has(file)) ofFile.set(file, { file, code, what });
  }
  return [...ofFile.values()];
}

/** Images that some model has no answer to, in one alteration at least: they are in no change. */
async function withoutAnswers(
  runs: readonly StressedRun[],
  alterations: number,
  hashOf: ReadonlyMap<string, string | null>,
  scores: AlteredScores,
): Promise<StressListed[]> {
  const { evaluation, images } = runs[0]!;
  const listed: StressListed[] = [];
  for (const image of evaluation.answered) {
    const file = images.file[image]!;
    const hash = hashOf.get(file) ?? null;
    let lacking = 0;
    for (let a = 0; a < alterations; a++) {
      for (const m of runs.keys()) if (hash === null || !scores.of(a, m).has(hash)) lacking++;
    }
    if (lacking === 0) continue;
    const size = hash === null ? null : await scores.clean.read(hash);
    if (size?.ok === true && isTooSmall(size)) {
      const what = `${size.widthPx} × ${size.heightPx} pixels are too few to alter`;
      listed.push({ file, code: "stress/small-image", what });
    } else {
      const what = `${lacking} of ${alterations * runs.length} looks at it altered have no answer`;
      listed.push({ file, code: "stress/no-answer", what });
    }
  }
  return listed;
}

/** Units of each model that all of them have an answer for. */
function sharedUnitsOf(runs: readonly StressedRun[], left: ReadonlySet<string>) {
  const named = runs.map(({ name, evaluation, images }) => ({
    name,
    images: Array.from(evaluation.image, (image) => images.file[image]!),
  }));
  const shared = sharedImages(named, false);
  const [first] = shared.units as readonly [Int32Array];
  const kept = [...first.keys()].filter((at) => !left.has(named[0]!.images[first[at]!]!));
  if (kept.length === 0) {
    throw new HomegroundError("stress/nothing-answered", {
      what: `none of ${first.length} images has an answer of every model in every alteration`,
      where: "homeground stress",
      fix: "Give larger pictures or more time for each, or leave kinds or models out",
    });
  }
  return {
    images: kept.map((at) => named[0]!.images[first[at]!]!),
    units: shared.units.map((own) => Int32Array.from(kept, (at) => own[at]!)),
  };
}
