import { join } from "node:path";
import { sharedImages } from "../../compare/shared-images.js";
import { COUNTED_ALIKE } from "../../compare/whole-comparison.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { visibleJson } from "../../core/visible-text.js";
import { refuseUnequal } from "../../evaluation/drawn-design.js";
import { askedMetrics } from "../../evaluation/typed-metrics.js";
import { isTooSmall } from "../../images/corruptions/alter.js";
import { corruptionOf } from "../../images/corruptions/registry.js";
import { parseReference } from "../../metrics/reference.js";
import { formatReference } from "../../metrics/reference-text.js";
import { createStressBuilder } from "../../stress/build-stress.js";
import { alterationsOf, conditionsOf } from "../../stress/conditions.js";
import type { StressListed } from "../../stress/stress.js";
import { stressCsv } from "../../stress/stress-csv.js";
import { stressPage } from "../../stress/stress-page.js";
import { stressText } from "../../stress/stress-text.js";
import { taskOf, taskOfName } from "../../tasks/registry.js";
import type { Task } from "../../tasks/task.js";
import { aloneInFolder } from "../files/place-lock.js";
import { writeTextFile } from "../files/write-file.js";
import { renderBlockPage } from "../reports/block-page.js";
import type { CommandIo, CommandResult } from "./command.js";
import { identifyOnce, type ReadyModel } from "./evaluate-model.js";
import { writeEvaluation } from "./evaluate-outputs.js";
import { type PerformedEvaluation, performEvaluation } from "./evaluate-perform.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { refuseEndpoint } from "./hosted-model.js";
import { locateImages } from "./locate-images.js";
import { openModels } from "./open-models.js";
import { createProgress } from "./progress.js";
import { alteredEvaluation } from "./stress-answers.js";
import {
  optionsOfStressed,
  plannedStress,
  readStressOptions,
  type StressAsked,
  type StressOptions,
} from "./stress-inputs.js";
import { stressPictures } from "./stress-pictures.js";
import { type AlteredScores, withAlteredScores } from "./stress-scoring.js";

const FILES = {
  page: "stress.html",
  json: "stress.json",
  table: "stress.csv",
} as const;

/** A model with its evaluation by the pictures as they are. */
interface StressedRun {
  readonly name: string;
  readonly ready: ReadyModel;
  readonly out: string;
  readonly performed: PerformedEvaluation;
}

/**
 * `homeground stress IMAGES --labels PATH (--model MODEL)… [--kinds LIST] [--severities LIST] [--search N]`
 *
 * @throws HomegroundError `stress/…`, and as `evaluate`
 */
export async function stress(
  imagesPath: string,
  options: StressOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const asked = readStressOptions(options);
  return aloneInFolder(options.out, `--out ${options.out}`, async () => {
    const runs = await evaluateAll(imagesPath, options, asked, io);
    return stressRuns(runs, options, asked, io);
  });
}

/** Evaluates every model by the pictures as they are; each has the folder that `compare` would give it. */
async function evaluateAll(
  imagesPath: string,
  options: StressOptions,
  { contenders, kinds }: StressAsked,
  io: CommandIo,
): Promise<readonly StressedRun[]> {
  const opened: {
    readonly ready: ReadyModel;
    readonly out: string;
    readonly own: EvaluateOptions;
  }[] = [];
  for (const contender of contenders) {
    const own = optionsOfStressed(options, contender);
    refuseEndpoint(own.model, "stress", "pictures are altered where the model runs");
    const ready = await openModels(own, io);
    if (ready === null) continue;
    refuseMotion(taskOfName(options.task ?? ready.card.task), kinds);
    opened.push({ ready, out: own.out, own });
  }
  const identify = identifyOnce();
  const runs: StressedRun[] = [];
  for (const [m, { ready, out, own }] of opened.entries()) {
    const { name } = contenders[m]!;
    const shows = { command: ["stress", imagesPath], progress: name };
    const models = { ready, beside: opened.slice(m + 1), identify };
    const performed = await performEvaluation(imagesPath, own, shows, io, models);
    if (options.ignoreDesign !== true) {
      refuseUnequal(performed.placed.truth.drawn, COUNTED_ALIKE);
    }
    await writeEvaluation(performed.evaluation, performed.sources, io);
    runs.push({ name, ready, out, performed });
  }
  return runs;
}

/** @throws HomegroundError `usage/bad-option` where labels of pixels would have to move with the picture */
function refuseMotion(task: Task | null, kinds: readonly string[]): void {
  if (task?.prediction !== "mask" && task?.hasOutlines !== true) return;
  const moves = (kind: string) => corruptionOf(kind)?.motion !== undefined;
  if (!kinds.some(moves)) return;
  const others = kinds.filter((kind) => !moves(kind));
  throw new HomegroundError("usage/bad-option", {
    what: `${kinds.filter(moves).join(", ")} move what is in the picture, and labels of pixels are not moved along`,
    where: "--kinds",
    fix:
      others.length === 0
        ? "Take kinds that change pixels in their place"
        : `Take the others: --kinds ${others.join(",")}`,
  });
}

async function stressRuns(
  runs: readonly StressedRun[],
  options: StressOptions,
  asked: StressAsked,
  io: CommandIo,
): Promise<CommandResult> {
  const [first] = runs as readonly [StressedRun];
  const { level, seed, quiet = false } = options;
  const plan = plannedStress(
    asked,
    runs.map(({ ready }) => ready),
    seed,
  );
  const alterations = alterationsOf(plan);
  const { images, opened, scoredBytes } = first.performed.sources;
  const onDisk = await locateImages(
    opened.folder,
    images.file.map((file, i) => ({ file, path: opened.files[images.found[i]!]!.path })),
  );
  const sha256 = scoredBytes ?? images.file.map(() => null);
  const looks = { images: onDisk, sha256, models: runs, alterations, options };
  return withAlteredScores(looks, io, async (scores) => {
    const hashOf = new Map(images.file.map((file, i) => [file, sha256[i] ?? null]));
    const listed = await withoutAnswers(runs, alterations.length, hashOf, scores);
    const left = new Set(listed.map(({ file }) => file));
    const units = sharedUnitsOf(runs, left);
    const conditions = conditionsOf(plan);
    const { kind, classes } = first.performed.evaluation.outcomes;
    const { request } = first.performed.evaluation;
    const [reference = parseReference(taskOf(kind).headline)] = askedMetrics(request, classes);
    const printed = formatReference(reference);
    const builder = createStressBuilder(
      runs.map(({ name, performed: { evaluation } }, m) => {
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
      { reference, level, plan, listed },
    );
    const progress = createProgress("Figures", io, quiet);
    const total = alterations.length * runs.length;
    for (const a of alterations.keys()) {
      for (const [m, { ready, performed }] of runs.entries()) {
        io.signal.throwIfAborted();
        const log = scores.of(a, m);
        const answers = { alteration: alterations[a]!, log, clean: scores.clean, hashOf, left };
        const { evaluation, images: names } = await alteredEvaluation(
          performed,
          ready,
          answers,
          io,
        );
        const unitOf = new Map(names.map((name, unit) => [name, unit]));
        const answered = {
          outcomes: evaluation.outcomes,
          units: Int32Array.from(units.images, (name) => unitOf.get(name)!),
        };
        const condition = conditions[a - 1];
        if (a === 0) builder.addWorking(m, answered);
        else if (condition === undefined) builder.addTry(m, answered);
        else builder.add(m, condition, answered);
        progress.update(a * runs.length + m + 1, total);
      }
    }
    progress.finish();
    const found = builder.finish();
    const pictures =
      options.pictures === false
        ? null
        : await stressPictures(first.performed.sources, units.images[0]!, plan, io);
    const page = join(options.out, FILES.page);
    await writeTextFile(
      page,
      renderBlockPage(stressPage(found, pictures, io.version), "homeground stress"),
    );
    await writeTextFile(join(options.out, FILES.table), stressCsv(found));
    const json = found as unknown as Json; // numbers are finite or null: the schema says so
    await writeTextFile(
      join(options.out, FILES.json),
      `${visibleJson(JSON.stringify(found, null, 1))}\n`,
    );
    const text = stressText(found);
    return { text: `${quiet ? text.split("\n")[0]! : text}\n${page}`, json };
  });
}

/** Images that some model has no answer to, in one alteration at least: they are in no change. */
async function withoutAnswers(
  runs: readonly StressedRun[],
  alterations: number,
  hashOf: ReadonlyMap<string, string | null>,
  scores: AlteredScores,
): Promise<StressListed[]> {
  const { evaluation, sources } = runs[0]!.performed;
  const listed: StressListed[] = [];
  for (const image of evaluation.answered) {
    const file = sources.images.file[image]!;
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
  const named = runs.map(({ name, performed: { evaluation, sources } }) => ({
    name,
    images: Array.from(evaluation.image, (image) => sources.images.file[image]!),
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
