import type { EvaluateRequest } from "../../evaluation/request.js";
import { type ManifestLine, manifestText } from "../record/manifest.js";
import type { BoundFile } from "../record/record-types.js";
import type { CreatePorts } from "./create-types.js";
import { createEvidence, type Evidence } from "./evidence.js";
import type { PublishedOrder } from "./published-lines.js";

/** A manifest that was written, and what it holds for the evaluation. */
export interface WrittenManifest {
  readonly file: BoundFile;
  /** Of the lines as they are published. */
  readonly published: Evidence;
  /** Of the lines with everything that is known: the same where the record is open. */
  readonly full: Evidence;
  /** Ground truth of each scored line. */
  readonly truth: readonly ManifestLine["labels"][];
}

const LINES_A_PIECE = 512;

/**
 * Writes `manifest.ndjson` line by line and gathers what the figures are computed from.
 *
 * @param lineOf the line of an image with everything that is known
 * @param publish the line as it is published
 */
export async function writeManifest(
  order: PublishedOrder,
  lineOf: (image: number) => ManifestLine | Promise<ManifestLine>,
  publish: ((line: ManifestLine) => ManifestLine) | null,
  request: EvaluateRequest,
  scored: number,
  { output, signal, onProgress }: CreatePorts,
): Promise<WrittenManifest> {
  const full = createEvidence(request);
  const published = publish === null ? full : createEvidence(request);
  const truth: ManifestLine["labels"][] = [];
  const { image: images } = order;
  const pieces = async function* (): AsyncGenerator<string> {
    for (let from = 0; from < images.length; from += LINES_A_PIECE) {
      signal.throwIfAborted();
      let text = "";
      const to = Math.min(images.length, from + LINES_A_PIECE);
      for (let at = from; at < to; at++) {
        const coming = lineOf(images[at]!);
        // Waited for where there is something to wait for: lines without masks are many.
        const whole = coming instanceof Promise ? await coming : coming;
        full.add(whole, at + 1);
        const line = publish === null ? whole : publish(whole);
        if (publish !== null) {
          published.add(line, at + 1);
          if (at < scored) truth.push(line.labels);
        }
        text += `${manifestText(line)}\n`;
      }
      yield text;
      onProgress?.("writing", to, images.length);
    }
  };
  const file = await output.write("manifest.ndjson", pieces());
  const all = full.finish();
  return { file, full: all, published: publish === null ? all : published.finish(), truth };
}
