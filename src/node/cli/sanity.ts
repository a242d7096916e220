import { readFile } from "node:fs/promises";
import { isHomegroundError } from "../../core/errors.js";
import { createRandom } from "../../core/random.js";
import type { ImageSet } from "../../evaluation/image-set.js";
import type { TruthMap } from "../../evaluation/truth-map.js";
import { balancedOrder, SANITY_LEAST, SANITY_LOOKS } from "../../models/sanity-check.js";
import {
  checkSanity,
  firstLookRuns,
  rawCard,
  type SanityFinding,
  type SanityImage,
} from "../../models/sanity-run.js";
import { canonicalJson } from "../../records/canonical-json.js";
import type { ResultListed } from "../../reports/result.js";
import { createNodeDigest } from "../digest.js";
import { writeTextFile } from "../files/write-file.js";
import type { CommandIo } from "./command.js";
import {
  hashFile,
  type LazyScorerOptions,
  lazyScorer,
  type ReadyModel,
  scoreLogPath,
  scoresKey,
} from "./evaluate-model.js";
import { createProgress } from "./progress.js";

export interface SanityOptions {
  /** Of `--no-sanity`: undefined is no. */
  readonly sanity?: boolean | undefined;
  readonly seed: number;
  readonly out: string;
  readonly quiet?: true | undefined;
}

/** The stream of a seed that draws the images of the check, apart from samples and replicates. */
const STREAM = 2 ** 41;

const SCHEMA = "homeground.sanity/1";

/**
 * Asks some of the labels whether the model's card is read right, before all images are scored. What
 * was found is kept beside the scores: the same run again, or one that was resumed, says the same
 * without running the model.
 *
 * @param paths file of each image of the set, null where it is gone
 * @returns notes of the result that are about no single image; nothing for tasks of other kinds,
 *   with too few labels, or where it was not asked for
 * @throws HomegroundError as the run itself would: `model/…`, `run/interrupted`
 */
export async function sanityNotes(
  ready: ReadyModel,
  images: ImageSet,
  paths: readonly (string | null)[],
  map: TruthMap,
  options: SanityOptions,
  scoring: Omit<LazyScorerOptions, "expectedImages">,
  io: CommandIo,
): Promise<readonly ResultListed[]> {
  const { decode } = ready.card;
  if (options.sanity !== true || !decode.supported || decode.family !== "classifier") return [];
  const drawn = drawImages(images, paths, map, options.seed);
  if (drawn.length < SANITY_LEAST) return [];
  const file = scoreLogPath(options.out, scoresKey(ready)).replace(/log$/, "sanity.json");
  const key = await keyOf(drawn, map.classNames);
  const known = await readFindings(file, key);
  const findings = known ?? (await run(ready, drawn, map, options, scoring, io));
  if (known === null) {
    await writeTextFile(file, `${JSON.stringify({ schema: SCHEMA, key, findings }, null, 2)}\n`);
  }
  for (const { code, what } of findings) {
    if (code === "model/preprocess-suspect") io.err(`${code}: ${what}.`);
  }
  return findings.map(({ code, what }) => ({ file: "", code, what }));
}

/** Images with one label that the model knows, in the order of the looks. */
function drawImages(
  images: ImageSet,
  paths: readonly (string | null)[],
  map: TruthMap,
  seed: number,
): readonly SanityImage[] {
  const known = new Set(map.classNames);
  const usable: number[] = [];
  const classOf: number[] = [];
  for (let i = 0; i < images.file.length; i++) {
    const at = images.classStart[i]!;
    if (paths[i] === null || images.classStart[i + 1]! - at !== 1) continue;
    const label = images.classIndex[at]!;
    if (!known.has(map.truthNames[label]!)) continue;
    usable.push(i);
    classOf.push(label);
  }
  const order = balancedOrder(classOf, SANITY_LOOKS[1], createRandom(seed, STREAM));
  return Array.from(order, (i) => ({
    path: paths[usable[i]!]!,
    truth: map.truthNames[classOf[i]!]!,
  }));
}

async function run(
  ready: ReadyModel,
  images: readonly SanityImage[],
  { classNames }: TruthMap,
  options: SanityOptions,
  scoring: Omit<LazyScorerOptions, "expectedImages">,
  io: CommandIo,
): Promise<readonly SanityFinding[]> {
  const question = { card: ready.card, images, classNames };
  const runs = firstLookRuns(question);
  const scorer = lazyScorer(
    { ...ready, card: rawCard(ready.card) },
    { ...scoring, expectedImages: runs },
  );
  // Elsewhere than on a terminal, lines of progress are those of the run.
  if (!options.quiet && !io.terminal.live) io.err("checking the card (not with --no-sanity)");
  const progress = createProgress(
    "Checking the card",
    io,
    options.quiet === true || !io.terminal.live,
  );
  try {
    return await checkSanity(question, scorer, {
      signal: scoring.signal,
      onProgress: (done) => progress.update(done, Math.max(done + 1, runs)),
    });
  } finally {
    progress.finish();
    await scorer.close();
  }
}

/** What the findings depend on beside the scores' own key. */
async function keyOf(
  images: readonly SanityImage[],
  classNames: readonly string[],
): Promise<string> {
  const drawn: string[][] = [];
  for (const { path, truth } of images) drawn.push([await hashOrCode(path), truth]);
  const digest = createNodeDigest();
  digest.update(new TextEncoder().encode(canonicalJson({ images: drawn, classNames })));
  return digest.hex();
}

/** An image that cannot be read is listed by the run itself. */
async function hashOrCode(path: string): Promise<string> {
  try {
    return await hashFile(path);
  } catch (error) {
    if (isHomegroundError(error)) return error.code;
    throw error;
  }
}

/** What an earlier run found; null where there was none, or about other images. */
async function readFindings(file: string, key: string): Promise<readonly SanityFinding[] | null> {
  let data: unknown;
  try {
    data = JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null; // not there, or cut off by a crash: it is found again
  }
  if (typeof data !== "object" || data === null) return null;
  if (!("schema" in data) || data.schema !== SCHEMA) return null;
  if (!("key" in data) || data.key !== key) return null;
  if (!("findings" in data) || !Array.isArray(data.findings)) return null;
  const findings: SanityFinding[] = [];
  for (const one of data.findings as readonly unknown[]) {
    if (typeof one !== "object" || one === null || !("code" in one) || !("what" in one))
      return null;
    const { code, what } = one;
    const isKnown = code === "model/preprocess-suspect" || code === "model/resize-matters";
    if (!isKnown || typeof what !== "string") return null;
    findings.push({ code, what });
  }
  return findings;
}
