import { HomegroundError } from "../../core/errors.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type {
  RecordClaim,
  RecordFiles,
  RecordSettings,
  TransparencyRecord,
} from "../record/record-types.js";
import type { CreatePorts, RecordSource } from "./create-types.js";
import type { PublishedPredictions } from "./publish-predictions.js";
import { type Recomputing, recompute, recordSet } from "./recompute.js";
import type { WrittenManifest } from "./record-evidence.js";
import { matchedClaims, type RecordFigures, recordFigures } from "./record-figures.js";
import { cannotRecord, publishedPredictions } from "./record-predictions.js";
import { recordProfile } from "./record-profile.js";

/** What to do where the program breaks its own rules. */
export const REPORT = "Report it, with the command that was run";

/** What figures are computed from while a record is made. */
export interface FigureParts {
  readonly manifest: WrittenManifest;
  readonly answers: PublishedPredictions;
  readonly again: EvaluateRequest;
  readonly request: EvaluateRequest;
  readonly settings: RecordSettings;
}

/** Every figure in the order of the published lines, from all that is known of the predictions. */
export async function figuresHere(
  { labels, map, evaluation }: RecordSource,
  { manifest, answers: predictions, again, request, settings }: FigureParts,
  { signal, onProgress }: CreatePorts,
): Promise<Recomputing> {
  const { published, full } = manifest;
  // Objects and masks are those of the full lines, whether or not they are published.
  const known = { ...published, objects: full.objects, masks: full.masks };
  const set = recordSet(known, labels, map, again);
  if (typeof set === "string") throw cannotRecord(set, REPORT);
  const asked = { ...again, threshold: request.threshold };
  const { source } = predictions;
  const found = await recompute(set, known, source, asked, {
    version: evaluation.result.software.version,
    signal,
    settings,
    onProgress: (done) => onProgress?.("figures", done, known.name.length),
  });
  await source.finish();
  return found;
}

/** The figures, each with whether what is published gives it again. */
export async function provenFigures(
  evaluated: Recomputing,
  {
    source,
    files,
    manifest,
    again,
    settings,
  }: {
    readonly source: RecordSource;
    readonly files: RecordFiles;
    readonly manifest: WrittenManifest;
    readonly again: EvaluateRequest;
    readonly settings: RecordSettings;
  },
  { output, signal }: CreatePorts,
): Promise<Pick<TransparencyRecord, "claims" | "confusion" | "clusters" | "profile">> {
  const isOpen = files.predictions !== null;
  const figures = recordFigures(evaluated, settings);
  const profile = recordProfile(manifest.full, evaluated, settings, isOpen ? "open" : "closed");
  if (isOpen) {
    checkSame(figures.claims, recordFigures(source.evaluation, settings).claims);
    return { ...figures, profile };
  }
  let again2: RecordFigures | null = null;
  const { result } = source.evaluation;
  const read = publishedPredictions(
    { task: result.task, files },
    output.access,
    manifest.published,
    source.labels,
    again,
  );
  if (read !== null) {
    const set = recordSet(manifest.published, source.labels, source.map, again);
    if (typeof set === "string") throw cannotRecord(set, REPORT);
    const options = { version: result.software.version, signal, settings };
    again2 = recordFigures(
      await recompute(set, manifest.published, read, again, options),
      settings,
    );
    await read.finish();
  }
  const claims = matchedClaims(figures.claims, again2?.claims ?? []);
  return {
    claims,
    confusion: again2 === null ? null : figures.confusion,
    clusters: figures.clusters && withoutTables(figures.clusters, again2 !== null),
    profile,
  };
}

/** Which answers each cluster got is not told where answers are not. */
function withoutTables(
  clusters: NonNullable<TransparencyRecord["clusters"]>,
  areTold: boolean,
): TransparencyRecord["clusters"] {
  return areTold ? clusters : { ...clusters, hits: null, confusion: null };
}

/** An open record is not made where its own files do not give the figures of the evaluation. */
function checkSame(recomputed: readonly RecordClaim[], evaluated: readonly RecordClaim[]): void {
  for (const { metric, recomputable } of matchedClaims(evaluated, recomputed)) {
    if (recomputable) continue;
    throw new HomegroundError("internal/bug", {
      what: `the record's files do not give ${metric} as it was evaluated`,
      where: "record create",
      fix: REPORT,
    });
  }
}
