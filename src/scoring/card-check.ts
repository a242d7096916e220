import { type Cancellation, eitherCancelled, NEVER_CANCELLED } from "../core/cancellation.js";
import { contentId } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import { jsonOrUndefined } from "../core/parse-json.js";
import { createRandom } from "../core/random.js";
import type { ImageSet } from "../dataset/image-set.js";
import type { PreparedImages } from "../dataset/prepare.js";
import type { TruthMap } from "../dataset/truth-map.js";
import type { ModelCard } from "../models/card/card-types.js";
import type { ImageScorer } from "../models/image-scorer.js";
import { balancedOrder, SANITY_LEAST, SANITY_LOOKS } from "../models/sanity-check.js";
import {
  checkSanity,
  firstLookRuns,
  hasSanityCheck,
  rawCard,
  type SanityFinding,
  type SanityImage,
  type SanityQuestion,
} from "../models/sanity-run.js";
import { keptScorer } from "./kept-scorer.js";
import type { ScoreLog } from "./score-log.js";

/** What the check of a card needs. */
export interface CardCheckPorts {
  /**
   * Opens a scorer of the model with another card.
   *
   * @param expectedImages about as many will be asked for
   */
  readonly openScorer: (card: ModelCard, expectedImages: number) => ImageScorer;
  /** Something that tells the content of an image file: its hash, or why it cannot be read. */
  readonly identify: (path: string) => Promise<string>;
  readonly createDigest: CreateDigest;
  /** What an earlier check of the same model and card found, as it was kept; null for nothing. */
  readonly readKept: () => Promise<string | null>;
  readonly keep: (text: string) => Promise<void>;
  /**
   * Opens what keeps single scores of the check under this model and card, so that a check that was stopped
   * goes on where it was; absent where nothing is kept.
   */
  readonly openLog?: () => Promise<ScoreLog>;
  readonly signal: Cancellation;
  /** Leaves the check out, also in the middle of it; absent where nobody is asked meanwhile. */
  readonly skip?: Cancellation;
  /** Makes a check that was kept as skipped after all. */
  readonly again?: boolean;
  /** Called before the first run of the model. */
  readonly onStart?: () => void;
  /** Called with 0 before the first run as well: a model may take long for it. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What the check has to say; also that somebody left it out. */
export interface CardFinding {
  readonly code: SanityFinding["code"] | typeof SKIPPED;
  readonly what: string;
}

/** The stream of a seed that draws the images of the check, apart from samples and replicates. */
const STREAM = 2 ** 41;

const SKIPPED = "model/check-skipped";

const SCHEMA = "homeground.sanity/1";

const CODES: readonly CardFinding["code"][] = [
  "model/preprocess-suspect",
  "model/resize-matters",
  SKIPPED,
];

/**
 * Asks some of the labels whether the model's card is read right (`checkSanity`). What was found is
 * kept: the same run again, or one that was resumed, says the same without running the model. That it
 * was skipped is kept too: nobody is asked twice, and the result goes on saying so.
 *
 * @param paths file of each image of the set, null where it is gone
 * @returns nothing for cards without a check and for too few labels
 * @throws HomegroundError as the run itself would: `model/…`, `run/interrupted`
 */
export async function checkCard(
  card: ModelCard,
  { images, map }: PreparedImages,
  paths: readonly (string | null)[],
  seed: number,
  ports: CardCheckPorts,
): Promise<readonly CardFinding[]> {
  if (!hasSanityCheck(card)) return [];
  const { classNames } = map;
  const drawn = drawImages(images, paths, map, seed);
  if (drawn.length < SANITY_LEAST) return [];
  const key = await keyOf(drawn, classNames, ports);
  const kept = await ports.readKept();
  const known = kept === null ? null : findingsIn(kept, key);
  const isMissing = ports.again === true && known?.some(({ code }) => code === SKIPPED) === true;
  if (known !== null && !isMissing) return known;

  const question = { card, images: drawn, classNames };
  const findings = await ask(question, ports);
  await ports.keep(`${JSON.stringify({ schema: SCHEMA, key, findings }, null, 2)}\n`);
  return findings;
}

/**
 * What a result says where somebody left the check out before it began.
 *
 * @param paths as in {@link checkCard}
 * @returns nothing where there would have been no check
 */
export function uncheckedCard(
  card: ModelCard,
  { images, map }: PreparedImages,
  paths: readonly (string | null)[],
  seed: number,
): readonly CardFinding[] {
  const isDue = hasSanityCheck(card) && drawImages(images, paths, map, seed).length >= SANITY_LEAST;
  return isDue ? [{ code: SKIPPED, what: skippedWords(0) }] : [];
}

/** Runs the model for the check, until somebody skips it. */
async function ask(
  question: SanityQuestion,
  ports: CardCheckPorts,
): Promise<readonly CardFinding[]> {
  const { openScorer, openLog, signal, skip = NEVER_CANCELLED, onStart, onProgress } = ports;
  const runs = firstLookRuns(question);
  let ran = 0;
  const tell = (done: number): void => {
    ran = done;
    onProgress?.(done, Math.max(done + 1, runs));
  };
  onStart?.();
  const bare = openScorer(rawCard(question.card), runs);
  const scorer = openLog === undefined ? bare : keptScorer(bare, await openLog(), ports);
  try {
    tell(0);
    return await checkSanity(question, scorer, {
      signal: eitherCancelled(signal, skip),
      onProgress: tell,
    });
  } catch (cause) {
    if (!skip.aborted || signal.aborted) throw cause;
    return [{ code: SKIPPED, what: skippedWords(ran) }];
  } finally {
    await scorer.close();
  }
}

function skippedWords(ran: number): string {
  return (
    `The check of the model's card on some of the labels was skipped, after ${ran} ` +
    `${ran === 1 ? "run" : "runs"} of the model: nobody looked whether pictures are prepared as the model expects`
  );
}

/** Images with one label that the model knows, in the order of the looks. */
function drawImages(
  images: ImageSet,
  paths: readonly (string | null)[],
  { classNames, truthNames }: TruthMap,
  seed: number,
): readonly SanityImage[] {
  const known = new Set(classNames);
  const usable: number[] = [];
  const classOf: number[] = [];
  for (let i = 0; i < images.file.length; i++) {
    const at = images.classStart[i]!;
    if (paths[i] === null || images.classStart[i + 1]! - at !== 1) continue;
    const label = images.classIndex[at]!;
    if (!known.has(truthNames[label]!)) continue;
    usable.push(i);
    classOf.push(label);
  }
  const order = balancedOrder(classOf, SANITY_LOOKS[1], createRandom(seed, STREAM));
  return Array.from(order, (i) => ({
    path: paths[usable[i]!]!,
    truth: truthNames[classOf[i]!]!,
  }));
}

/** What the findings depend on beside the scores' own key. */
async function keyOf(
  images: readonly SanityImage[],
  classNames: readonly string[],
  { identify, createDigest }: CardCheckPorts,
): Promise<string> {
  const drawn: string[][] = [];
  for (const { path, truth } of images) drawn.push([await identify(path), truth]);
  return contentId({ images: drawn, classNames }, createDigest);
}

/** What an earlier check found; null where it cannot be read, or is about other images. */
function findingsIn(text: string, key: string): readonly CardFinding[] | null {
  const data = jsonOrUndefined(text); // cut off by a crash: it is found again
  if (typeof data !== "object" || data === null) return null;
  if (!("schema" in data) || data.schema !== SCHEMA) return null;
  if (!("key" in data) || data.key !== key) return null;
  if (!("findings" in data) || !Array.isArray(data.findings)) return null;
  const findings: CardFinding[] = [];
  for (const one of data.findings as readonly unknown[]) {
    if (typeof one !== "object" || one === null || !("code" in one) || !("what" in one))
      return null;
    const { code, what } = one;
    const known = CODES.find((name) => name === code);
    if (known === undefined || typeof what !== "string") return null;
    findings.push({ code: known, what });
  }
  return findings;
}
