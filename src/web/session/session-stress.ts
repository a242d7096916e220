import { COUNTED_ALIKE } from "../../compare/whole-comparison.js";
import type { Cancellation } from "../../core/cancellation.js";
import { visibleJson } from "../../core/visible-text.js";
import { sampleImages } from "../../dataset/sample-images.js";
import { refuseUnequal } from "../../evaluation/drawn-design.js";
import { plainRequest } from "../../evaluation/plain-request.js";
import { resultModel } from "../../evaluation/result-model.js";
import { evaluate } from "../../evaluation/run/evaluate.js";
import { knowImages } from "../../evaluation/run/know-images.js";
import { formatOf } from "../../images/image-format.js";
import { runModel } from "../../scoring/run-model.js";
import { scoresKey } from "../../scoring/scores-key.js";
import { scoresOfViews, viewsOf } from "../../stress/altered-views.js";
import {
  alterationsOf,
  kindsPartedBy,
  parseSeverities,
  type StressPlan,
  whyLeftOut,
  workingSide,
} from "../../stress/conditions.js";
import { stressCsv } from "../../stress/stress-csv.js";
import { stressOfRuns } from "../../stress/stress-of-runs.js";
import { stressPage } from "../../stress/stress-page.js";
import { picturedOf, stressPictures } from "../../stress/stress-pictures.js";
import { kindsText, kindText } from "../../stress/stress-text.js";
import type { Task } from "../../tasks/task.js";
import { createWebDigest } from "../digest.js";
import { createWebJpegEncoder } from "../images/jpeg-encoder.js";
import { PAGE_ENGINE } from "../inference/page-engine.js";
import { sha256Hex } from "../inference/sha256.js";
import { readingTold } from "./reading-told.js";
import { openRunEngine } from "./run-engine.js";
import type { RunInputs } from "./run-types.js";
import { savedFile } from "./saved-file.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import { createMeter } from "./session-scoring.js";
import type { RunStage, RunTold, StressTold } from "./session-types.js";

/** What is asked of pictures that are altered. */
export interface StressWanted {
  /** Ways to alter them. */
  readonly kinds: readonly string[];
  /** So many images, drawn by the seed of the question. */
  readonly sample: number;
}

export interface StressRunOptions extends StressWanted {
  /** Ends it; what was looked at is kept. */
  readonly signal: Cancellation;
  readonly onProgress?: (stage: RunStage, told: RunTold) => void;
}

/** A way to alter pictures, and its name. */
export interface AlterationTold {
  readonly id: string;
  readonly name: string;
}

/** Ways in which pictures of a task can be altered, and those in which they cannot. */
export interface AlterationsTold {
  readonly kinds: readonly AlterationTold[];
  /** Null where none is left out. */
  readonly leftOut: { readonly kinds: string; readonly why: string } | null;
}

export function alterationsFor(task: Task): AlterationsTold {
  const { possible, leftOut } = kindsPartedBy(task);
  return {
    kinds: possible.map((id) => ({ id, name: kindText(id) })),
    leftOut: leftOut.length === 0 ? null : { kinds: kindsText(leftOut), why: whyLeftOut(task) },
  };
}

/**
 * What alterations of pictures cost the model: the same code as `homeground stress`, on WebAssembly.
 *
 * @throws HomegroundError `run/interrupted`, `stress/…`, `plan/design-ignored`, and as `runModel` and `evaluate`
 */
export async function stressRun(
  inputs: RunInputs & { readonly model: NonNullable<RunInputs["model"]> },
  { kinds, sample, signal, onProgress }: StressRunOptions,
  host: SessionHost,
): Promise<StressTold> {
  const { files, truth, asked, model } = inputs;
  const { access, listed } = files;
  const request = plainRequest(asked.request);
  const { seed, level } = request;
  refuseUnequal(truth.placed.truth.drawn, COUNTED_ALIKE);
  const images = sampleImages(asked.prepared.images, sample, seed);
  const prepared = { ...asked.prepared, images };
  const known = await knowImages(
    {
      placed: truth.placed,
      prepared,
      objects: truth.objects,
      modelLabels: truth.modelLabels,
      predictions: null,
      card: model.card,
    },
    request,
    {
      access,
      createDigest: createWebDigest,
      signal,
      decoder: () => hostDecoder(host),
      onProgress: (_stage, done, total) => onProgress?.("reading", readingTold(done, total)),
    },
  );
  const shorterSidePx = workingSide([model.card]);
  const severities = parseSeverities(undefined, "");
  const plan: StressPlan = { kinds, severities, tries: 0, seed, shorterSidePx };
  const alterations = alterationsOf(plan);
  const onDisk = images.file.map((file, i) => ({ file, path: listed[images.found[i]!]!.path }));
  const key = scoresKey(
    { sha256: model.model.sha256, card: model.card, engine: PAGE_ENGINE },
    createWebDigest,
  );
  const views = viewsOf([await host.openLog(`${key}-altered`)], alterations, createWebDigest);
  let progress = { done: 0, total: images.file.length };
  const meter = createMeter(host.now);
  const { scorer, log, said } = await openRunEngine(
    {
      model,
      files: access,
      signal,
      paths: onDisk.map(({ path }) => path),
      isGraphics: false,
      looks: alterations.map((alteration) => ({ model: 0, alteration })),
      progress: () => progress,
      tell: () => {},
    },
    host,
  );
  const run = await runModel(onDisk, truth.modelLabels, {
    scorer,
    signal,
    log,
    beside: views,
    forBeside: true,
    async identify(at) {
      const bytes = await access.read(at);
      return { sha256: await sha256Hex(bytes), format: formatOf(bytes) };
    },
    onProgress(now) {
      progress = now;
      onProgress?.("scoring", meter(now));
    },
  }).finally(() => scorer.close());
  const { engine } = said();
  const { version } = host;
  const evaluation = await evaluate(known.placed, prepared, known.ofModel(run.source), request, {
    ...{ version, engine, signal, notes: [], onlyHeadline: true },
    model: resultModel({
      card: model.card,
      sha256: model.model.sha256,
      isConfirmed: model.isConfirmed,
    }),
    ...known.context,
  });
  const { stress, images: answered } = await stressOfRuns(
    [
      {
        name: model.card.name,
        engine,
        evaluation,
        images,
        placed: known.placed,
        map: prepared.map,
        modelLabels: truth.modelLabels,
        detection: known.detection,
        ofModel: known.ofModel,
      },
    ],
    scoresOfViews(views, 1, log),
    {
      ...{ plan, level, sha256: run.sha256, version, signal },
      async onEvaluated(done, total) {
        onProgress?.("computing", readingTold(done, total));
        // Somebody may have stopped it meanwhile: that is heard between two tasks.
        await new Promise((resolve) => setTimeout(resolve, 0));
      },
    },
  );
  const pictures = await stressPictures(
    {
      read: async (image) => access.read(onDisk[image]!.path),
      decoder: hostDecoder(host),
      encoder: createWebJpegEncoder((file) => host.programs.codecs[file]),
      signal,
    },
    picturedOf(images, run.sha256, answered),
    plan,
  );
  const page = stressPage(stress, pictures, version);
  const pageFile = await host.loadBlockPageFile();
  return {
    page,
    images: stress.images,
    files: [
      savedFile("stress.html", "text/html", pageFile(page)),
      savedFile(
        "stress.json",
        "application/json",
        `${visibleJson(JSON.stringify(stress, null, 1))}\n`,
      ),
      savedFile("stress.csv", "text/csv", stressCsv(stress)),
    ],
  };
}
