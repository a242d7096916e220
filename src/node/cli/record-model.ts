import { createLabelSet } from "../../core/label-set.js";
import { countedAnswers } from "../../evaluation/counted-answers.js";
import { placedPoints } from "../../evaluation/detection/placed-points.js";
import { isPointDecode } from "../../models/families/decode-types.js";
import type { RerunModel } from "../../records/evidence/verify-model.js";
import { runModel } from "../../scoring/run-model.js";
import { createMemoryScoreLog } from "../../scoring/score-log.js";
import type { FolderAccess } from "../files/folder-access.js";
import { openModel } from "../inference/open-model.js";
import type { CommandIo } from "./command.js";
import { identifyFile, lazyScorer, readyModel } from "./evaluate-model.js";
import { locateImages } from "./locate-images.js";

export interface RerunOptions {
  readonly threads?: number | undefined;
  readonly engine?: "native" | "wasm" | undefined;
}

/**
 * A model file that can be run again over the images of a record.
 *
 * @param card the record's own card; null where it has none, and then the one beside the model
 * @param images folder of the images
 */
export async function rerunModel(
  path: string,
  card: string | null,
  images: FolderAccess,
  { threads, engine }: RerunOptions,
  io: CommandIo,
): Promise<RerunModel> {
  const { sha256 } = await openModel(path);
  return {
    name: path,
    sha256,
    async answers(names, labels, onProgress, { counted, joints }) {
      // The card is that of the record's model: another one is told apart before.
      const ready = await readyModel({ path, hosted: null }, card ?? undefined, engine);
      const onDisk = await locateImages(
        images,
        names.map((file) => ({ file, path: file })),
      );
      const scorer = lazyScorer(ready, {
        signal: io.signal,
        expectedImages: names.length,
        ...(threads === undefined ? {} : { workers: threads }),
      });
      try {
        const run = await runModel(onDisk, createLabelSet(labels.names), {
          scorer,
          log: createMemoryScoreLog(),
          identify: identifyFile,
          signal: io.signal,
          onProgress: ({ done }) => onProgress(done),
        });
        const { decode } = ready.card;
        const placed =
          joints !== null && isPointDecode(decode)
            ? placedPoints(run.source, decode.points, joints)
            : run.source;
        const source =
          counted === null ? placed : countedAnswers(ready.card, counted.threshold).of(placed);
        return { source, sha256: run.sha256 };
      } finally {
        await scorer.close();
      }
    },
  };
}
