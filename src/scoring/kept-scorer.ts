import { contentId, type Json } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import type { ImageScorer, ImageToScore, ScoredImage } from "../models/image-scorer.js";
import type { ScoreLog } from "./score-log.js";

/** What keeping scores needs beside the log. */
export interface KeptScorerPorts {
  /** The SHA-256 of a file's bytes, or something else where it cannot be read. */
  readonly identify: (path: string) => Promise<string>;
  readonly createDigest: CreateDigest;
}

/**
 * A scorer whose scores are kept as they come: the same bytes made into the input by the same rule are not
 * scored again. Failures are not kept. Closing it closes the log too.
 *
 * @param log of the model and card of the scorer
 */
export function keptScorer(
  scorer: ImageScorer,
  log: ScoreLog,
  { identify, createDigest }: KeptScorerPorts,
): ImageScorer {
  const keyOf = (sha256: string, { rule }: ImageToScore): string =>
    contentId(
      { sha256, rule: rule === undefined ? null : (rule as unknown as Json) },
      createDigest,
    );

  async function* score(
    images: Iterable<ImageToScore> | AsyncIterable<ImageToScore>,
    options: Parameters<ImageScorer["score"]>[1],
  ): AsyncGenerator<ScoredImage> {
    const asked = new Map<number, { readonly image: ImageToScore; readonly sha256: string }>();
    const known: ScoredImage[] = [];
    // An image is asked for once a rule, and is read for its hash once.
    const hashes = new Map<string, string>();
    async function* unknown() {
      for await (const image of images) {
        const sha256 = hashes.get(image.path) ?? (await identify(image.path));
        hashes.set(image.path, sha256);
        const record = await log.read(keyOf(sha256, image));
        if (record?.ok === true) known.push({ ...record, index: image.index, sha256 });
        else {
          asked.set(image.index, { image, sha256 });
          yield image;
        }
      }
    }
    for await (const scored of scorer.score(unknown(), options)) {
      yield* known.splice(0);
      const of = asked.get(scored.index);
      asked.delete(scored.index);
      // A file that changed in between is not kept as the one that was looked at.
      if (of !== undefined && scored.ok && scored.sha256 === of.sha256) {
        const { scores, widthPx, heightPx, notes } = scored;
        const record = { ok: true, scores, widthPx, heightPx, notes } as const;
        await log.append(keyOf(of.sha256, of.image), record);
      }
      yield scored;
    }
    yield* known.splice(0);
  }

  return {
    engine: scorer.engine,
    areProbabilities: scorer.areProbabilities,
    score,
    async close() {
      await scorer.close();
      await log.close();
    },
  };
}
