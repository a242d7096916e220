import { chooseQuestion } from "../../claims/question.js";
import { groupUnits } from "../../claims/unit-groups.js";
import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import { HomegroundError } from "../../core/errors.js";
import type { ComparedSide } from "../../dataset/profile/compare-attributes.js";
import { scopeColumns } from "../../dataset/profile/scope-columns.js";
import type { FileAccess } from "../../formats/file-access.js";
import { boundFiles } from "../claims/bound-files.js";
import { createEvidence, type Evidence } from "../evidence/evidence.js";
import { requestOf } from "../evidence/record-settings.js";
import { readManifest, SCORED } from "../record/manifest.js";
import { recordError } from "../record/read-record.js";
import type { TransparencyRecord } from "../record/record-types.js";

export interface RecordSideOptions {
  readonly createDigest: CreateDigest;
  readonly signal: Cancellation;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads what the manifest of an open record says of its test images, as it streams, held against the
 * hash that binds it.
 *
 * @param access the files beside the record; null where there are none
 * @returns null where the record does not tell its images one by one: its counts are what there is
 * @throws HomegroundError `record/…` for a manifest that is not as the record says
 */
export async function readRecordSide(
  record: TransparencyRecord,
  access: FileAccess | null,
  { createDigest, signal, onProgress }: RecordSideOptions,
): Promise<ComparedSide | null> {
  const { path } = record.files.manifest;
  const request = requestOf(record);
  if (record.openness !== "open" || record.profile === null || typeof request === "string") {
    return null;
  }
  if (access === null || (await access.kindOf(path))?.kind !== "file") return null;
  const builder = createEvidence(request);
  const bound = boundFiles(access, record, { createDigest });
  let scored = 0;
  const { problems } = await readManifest(bound.stream(path), path, (line, number) => {
    if (number % 4096 === 0) {
      signal.throwIfAborted();
      onProgress?.(number, record.counts.images);
    }
    if (line.status !== SCORED) return;
    builder.add(line, number);
    scored++;
  });
  const [problem] = problems;
  if (problem !== undefined) throw recordError(problem);
  if (scored !== record.counts.scored) {
    throw new HomegroundError("record/counts", {
      what: `the record states ${record.counts.scored} scored images, and ${path} has ${scored}`,
      where: "counts.scored",
      fix: "Get the record again from where it is published, or ask its authors",
    });
  }
  return recordSide(record, builder.finish());
}

/** The same of evidence that is read already; null as {@link readRecordSide}. */
export function recordSide(
  record: TransparencyRecord,
  { attributes, groups, name: names }: Pick<Evidence, "attributes" | "groups" | "name">,
): ComparedSide | null {
  const request = requestOf(record);
  if (record.openness !== "open" || record.profile === null || typeof request === "string") {
    return null;
  }
  const images = attributes.rowCount;
  const rows = Int32Array.from({ length: images }, (_, i) => i);
  const columns = scopeColumns(attributes, rows);
  const last = [...groups.columns.values()].at(-1);
  const bySequence = last === undefined ? null : groupUnits(last, rows);
  const clusters =
    request.unit.kind === "sequence"
      ? bySequence
      : chooseQuestion(groups, rows, request.cluster).clusters;
  return { columns, clusters, images, names };
}
