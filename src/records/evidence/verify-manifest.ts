import { DEFAULT_REQUEST, type EvaluateRequest } from "../../evaluation/request.js";
import { type ManifestLine, readManifest, SCORED } from "../record/manifest.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { createEvidence, type Evidence } from "./evidence.js";
import type { ProblemList } from "./problem-list.js";

/** A manifest that was read: what the evaluation needs of it. */
export interface VerifiedManifest {
  readonly evidence: Evidence;
  /** Whether every line could be read. */
  readonly isWhole: boolean;
}

/**
 * Reads the manifest line by line: form, order, images named twice, and whether the numbers of images
 * are those that the record states.
 *
 * @param request of the record; null where it cannot be read, and then nothing is computed from what is gathered
 */
export async function verifyManifest(
  record: TransparencyRecord,
  pieces: AsyncIterable<Uint8Array>,
  request: EvaluateRequest | null,
  problems: ProblemList,
  onLine: (lines: number) => void,
): Promise<VerifiedManifest> {
  const file = record.files.manifest.path;
  const evidence = createEvidence(request ?? DEFAULT_REQUEST);
  const isOpen = record.openness === "open";
  const names = new Set<string>();
  const reasons = new Map<string, number>();
  const order = record.settings["order"];
  let scored = 0;
  let listed = 0;
  let before: ManifestLine | null = null;
  const wrong = (number: number, what: string): void =>
    problems.add("record/manifest", what, `${file}, line ${number}`);

  const reading = await readManifest(pieces, file, (line, number) => {
    if (number % 4096 === 0) onLine(number);
    const isScored = line.status === SCORED;
    if (isScored) scored++;
    else {
      listed++;
      reasons.set(line.status, (reasons.get(line.status) ?? 0) + 1);
    }
    checkOpenness(line, isOpen, (what) => wrong(number, what));
    if (isScored && before !== null && before.status !== SCORED) {
      wrong(number, "a scored image stands behind one that is listed");
    } else if (before !== null && (before.status === SCORED) === isScored) {
      const out = outOfOrder(before, line, isScored ? order : isOpen ? "names" : order);
      if (out !== null) wrong(number, out);
    }
    if (line.image !== null) {
      if (names.has(line.image)) wrong(number, `${quoted(line.image)} is named a second time`);
      else names.add(line.image);
    }
    before = line;
    evidence.add(line, number);
  });
  problems.addAll(reading.problems, reading.moreProblems);
  const found = evidence.finish();
  for (const [name, number] of found.mixed) {
    wrong(number, `the attribute ${quoted(name)} is a text on some lines and a number on others`);
  }
  checkCounts(record, { lines: reading.lines, scored, listed, reasons }, problems);
  return { evidence: found, isWhole: reading.problems.length === 0 };
}

function checkOpenness(line: ManifestLine, isOpen: boolean, wrong: (what: string) => void): void {
  if (isOpen) {
    if (line.image === null) wrong("the record is open, and the line names no image");
    return;
  }
  if (line.image !== null || line.url !== null || Object.keys(line.attributes).length > 0) {
    wrong("the record is not open, and the line tells a name, an address or attributes");
  }
}

/** How a line breaks the order, in words; null where it does not. */
function outOfOrder(
  before: ManifestLine,
  line: ManifestLine,
  order: TransparencyRecord["settings"][string] | undefined,
): string | null {
  if (order === "names" && before.image !== null && line.image !== null) {
    // Equal names are named as such.
    if (before.image <= line.image) return null;
    return `${quoted(line.image)} stands behind ${quoted(before.image)}: lines are in the order of names`;
  }
  if (order !== "hashes") return null;
  const inOrder = line.bytes === null || (before.bytes !== null && before.bytes <= line.bytes);
  return inOrder ? null : "lines are not in the order of their hashes";
}

interface Counted {
  readonly lines: number;
  readonly scored: number;
  readonly listed: number;
  readonly reasons: ReadonlyMap<string, number>;
}

function checkCounts(
  { counts, files }: TransparencyRecord,
  { lines, scored, listed, reasons }: Counted,
  problems: ProblemList,
): void {
  const differ = (what: string, stated: number, found: number, place: string): void => {
    if (stated === found) return;
    const words = `the record states ${stated} ${what}, and ${files.manifest.path} has ${found}`;
    problems.add("record/counts", words, place);
  };
  differ("images", counts.images, lines, "counts.images");
  differ("scored images", counts.scored, scored, "counts.scored");
  differ("listed images", counts.listed, listed, "counts.listed");
  for (const code of new Set([...Object.keys(counts.reasons), ...reasons.keys()])) {
    const stated = Object.hasOwn(counts.reasons, code) ? counts.reasons[code]! : 0;
    differ(`images listed as ${code}`, stated, reasons.get(code) ?? 0, `counts.reasons.${code}`);
  }
  if (counts.images !== counts.scored + counts.listed) {
    const what = `${counts.images} images are not ${counts.scored} scored + ${counts.listed} listed`;
    problems.add("record/counts", what, "counts");
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.length <= 120 ? text : `${text.slice(0, 117)}…`);
}
