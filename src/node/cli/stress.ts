import { join } from "node:path";
import { COUNTED_ALIKE } from "../../compare/whole-comparison.js";
import type { Json } from "../../core/canonical-json.js";
import { visibleJson } from "../../core/visible-text.js";
import { createTruthMap } from "../../dataset/truth-map.js";
import { refuseUnequal } from "../../evaluation/drawn-design.js";
import { alterationsOf, whyLeftOut } from "../../stress/conditions.js";
import { stressCsv } from "../../stress/stress-csv.js";
import { stressOfRuns } from "../../stress/stress-of-runs.js";
import { stressPage } from "../../stress/stress-page.js";
import { picturedOf, stressPictures } from "../../stress/stress-pictures.js";
import { stressText } from "../../stress/stress-text.js";
import { taskOf } from "../../tasks/registry.js";
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
import { picturePorts } from "./mistake-pictures.js";
import { openModels } from "./open-models.js";
import { createProgress } from "./progress.js";
import {
  optionsOfStressed,
  plannedStress,
  possibleKinds,
  readStressOptions,
  type StressAsked,
  type StressOptions,
  taskOfModel,
} from "./stress-inputs.js";
import { withAlteredScores } from "./stress-scoring.js";

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
    const task = taskOf(runs[0]!.performed.evaluation.outcomes.kind);
    const { possible, leftOut } = possibleKinds(task, options, asked.kinds);
    if (leftOut.length > 0 && options.quiet !== true) {
      io.err(`Left out: ${leftOut.join(", ")}; ${whyLeftOut(task)}`);
    }
    return stressRuns(runs, options, { ...asked, kinds: possible }, io);
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
    possibleKinds(taskOfModel(ready, options), options, kinds); // named ones that cannot be are refused before anything runs
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
  const { sources } = first.performed;
  const { images, opened, scoredBytes } = sources;
  const onDisk = await locateImages(
    opened.folder,
    images.file.map((file, i) => ({ file, path: opened.files[images.found[i]!]!.path })),
  );
  const sha256 = scoredBytes ?? images.file.map(() => null);
  const looks = { images: onDisk, sha256, models: runs, alterations, options };
  return withAlteredScores(looks, io, async (scores) => {
    const progress = createProgress("Figures", io, quiet);
    const { stress: found, images: answered } = await stressOfRuns(
      runs.map(({ name, ready, performed }) => ({
        ...performed,
        name,
        engine: ready.runtime.engine,
        images: performed.sources.images,
        map: createTruthMap(performed.modelLabels, performed.map),
      })),
      scores,
      {
        ...{ plan, level, sha256, version: io.version, signal: io.signal },
        onEvaluated: (done, total) => progress.update(done, total),
      },
    ).finally(() => progress.finish());
    const pictures =
      options.pictures === false
        ? null
        : await stressPictures(
            picturePorts(sources, io),
            picturedOf(images, sha256, answered),
            plan,
          );
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
