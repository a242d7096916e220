import { basename, dirname } from "node:path";
import { provenanceOf, type SendersRecord } from "../../ledger/held-against.js";
import { evidenceOf } from "../../ledger/image-evidence.js";
import type { Provenance } from "../../ledger/ledger.js";
import type { SharedResult } from "../../ledger/shared-result.js";
import { readManifest, SCORED } from "../../records/record/manifest.js";
import { createNodeDigest } from "../digest.js";
import { openFolder } from "../files/folder-access.js";
import type { CommandIo } from "./command.js";
import { recordFile } from "./named-file.js";
import { verifiedRecord } from "./publish.js";

/**
 * Who vouches for a result that comes with the record of its run, which is verified with the images beside it.
 *
 * @throws HomegroundError `ledger/not-proven`; `record/…` where the record differs from what it names
 */
export async function provenanceByRecord(
  shared: SharedResult,
  path: string,
  quiet: boolean,
  io: CommandIo,
): Promise<Provenance> {
  const file = await recordFile(path);
  const access = await openFolder(dirname(file));
  const checked = { draft: true, quiet: quiet ? true : undefined } as const;
  const { record, steps } = await verifiedRecord(file, access, checked, io);
  const sent: SendersRecord = { record, steps, source: basename(file), evidence: null };
  if (record.hashes.algorithm !== "sha256") return provenanceOf(shared, sent);
  const pixels: string[] = [];
  const { path: manifest } = record.files.manifest;
  let isWhole = true;
  await readManifest(access.stream(manifest), manifest, (line) => {
    if (line.status !== SCORED) return;
    if (line.pixels === null) isWhole = false;
    else pixels.push(line.pixels);
  });
  const evidence = isWhole ? evidenceOf(pixels, createNodeDigest) : null;
  return provenanceOf(shared, { ...sent, evidence });
}
