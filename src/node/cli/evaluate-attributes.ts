import { withDeclaredAttributes } from "../../dataset/attributes/declared-attributes.js";
import type { ObjectBoxes } from "../../dataset/attributes/object-boxes.js";
import {
  type TruthForWhere,
  withWhereAttributes,
} from "../../dataset/attributes/where-attributes.js";
import type { WhereCondition } from "../../dataset/where.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { previewLine, readDeclaredSources } from "./attribute-inputs.js";
import type { CommandIo } from "./command.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import type { OpenedImages } from "./open-places.js";
import { createProgress } from "./progress.js";

/**
 * The truth with what `--attributes` and `--folder-pattern` say about its images, and with what their
 * files say where `--where` asks for it.
 *
 * @throws HomegroundError `attributes/no-image`, `attributes/pattern`, `labels/no-column`, and as the
 *   readers of tables
 */
export async function addDeclaredAttributes(
  truth: ImageTruth,
  { folder, files }: Pick<OpenedImages, "folder" | "files">,
  where: readonly WhereCondition[],
  boxes: ObjectBoxes | null,
  options: EvaluateOptions,
  io: CommandIo,
): Promise<TruthForWhere> {
  const sources = await readDeclaredSources(options);
  const { preview, ...added } = withDeclaredAttributes(truth, files, sources);
  if (preview !== null && options.quiet !== true) io.err(previewLine(preview));
  const progress = createProgress("Attributes", io, options.quiet === true);
  const asked = await withWhereAttributes(added.truth, files, where, sources.pattern, {
    access: folder,
    decoder: createNodePixelDecoder,
    boxes,
    seed: options.seed,
    signal: io.signal,
    onProgress: progress.update,
  });
  progress.finish();
  return { ...asked, notes: [...added.notes, ...asked.notes] };
}
