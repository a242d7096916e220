import { NEVER_CANCELLED } from "../../core/cancellation.js";
import { isHomegroundError, messageOf } from "../../core/errors.js";
import type { FileBytes } from "../../formats/file-bytes.js";
import { type PublishedStage, verifyPublished } from "../../records/evidence/verify-published.js";
import { recountView } from "../../records/page/recount-view.js";
import { RECOUNT } from "../../records/words/record-page.js";
import { bytesText, grouped } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { createWebDigest } from "../digest.js";
import { createWebSignatures } from "../signatures.js";
import type { RecountMessage, RecountRequest } from "./protocol.js";

/** Messages of progress are at least so far apart, in milliseconds. */
const EVERY_MS = 100;

/**
 * Counts a record again from its files and says what it came to, in words. Stopped by ending the
 * worker that it runs in.
 */
export async function recount(
  access: FileBytes,
  { id, stated, signer }: RecountRequest,
  tell: (message: RecountMessage) => void,
): Promise<void> {
  let told = Number.NEGATIVE_INFINITY;
  let counts = false;
  const onProgress = (stage: PublishedStage, done: number, total: number): void => {
    counts ||= stage === "figures";
    // One thing at a time: bytes until answers are counted, and no lines beside them.
    if (stage === "manifest" || (counts && stage === "bytes")) return;
    const now = performance.now();
    if (now - told < EVERY_MS) return;
    told = now;
    tell({ kind: "progress", text: progressText(stage, done, total), done, total });
  };
  try {
    const found = await verifyPublished({
      access,
      path: "record.json",
      expect: id,
      signer,
      onProgress,
      createDigest: createWebDigest,
      // Web Crypto is there only where the page came safely.
      signatures: globalThis.crypto?.subtle === undefined ? null : createWebSignatures(),
      signal: NEVER_CANCELLED,
    });
    const view = recountView(found, { figure: stated });
    tell({ kind: "done", view, marks: found.marks, units: found.units });
  } catch (error) {
    const what = isHomegroundError(error) ? `${error.what} (${error.where})` : messageOf(error);
    tell({ kind: "failed", text: RECOUNT.failed({ what: shown(what, 300) }) });
  }
}

function progressText(
  stage: Exclude<PublishedStage, "manifest">,
  done: number,
  total: number,
): string {
  if (stage === "bytes") return RECOUNT.reading({ done: bytesText(done), total: bytesText(total) });
  if (done >= total) return RECOUNT.computing;
  return RECOUNT.counting({ done: grouped(done), total: grouped(total) });
}
