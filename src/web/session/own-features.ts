import { featuresOfTable } from "../../dataset/feature-columns.js";
import type { ImageFeatures } from "../../dataset/image-features.js";
import type { ClaimRecord } from "../../evaluation/claim-record/claim-record.js";
import {
  referenceFeatures,
  testImageNames,
} from "../../evaluation/claim-record/reference-features.js";
import { featureValue } from "../../models/card/feature-value.js";
import type { ScoreLog } from "../../scoring/score-log.js";
import { featuresKey } from "../../scoring/scores-key.js";
import { createWebDigest } from "../digest.js";
import { GRAPHICS_ENGINE, PAGE_ENGINE } from "../inference/page-engine.js";
import type { SessionHost } from "./session-host.js";
import { readTables } from "./session-inputs.js";
import type { DroppedFiles, SessionModel } from "./session-state.js";

/** Where the features of a model are: the value inside it, and the log that keeps them. */
export interface ModelFeatures {
  readonly value: string;
  readonly log: ScoreLog;
}

/** Null where nothing tells where the model has some. */
export async function openModelFeatures(
  of: SessionModel,
  host: SessionHost,
  isGraphics: boolean,
): Promise<ModelFeatures | null> {
  const value = featureValue(of)?.value ?? null;
  if (value === null) return null;
  const engine = isGraphics ? GRAPHICS_ENGINE : PAGE_ENGINE;
  const { sha256 } = of.model;
  const key = featuresKey({ sha256, card: of.card, engine }, value, createWebDigest);
  return { value, log: await host.openLog(`${key}-features`) };
}

/** A table of features among the files, on images. @throws HomegroundError as `featuresOfTable` */
export async function tableOfFeatures(
  { access }: Pick<DroppedFiles, "access">,
  path: string,
  images: readonly string[],
): Promise<ImageFeatures> {
  const [table] = await readTables(access, [path]);
  return featuresOfTable(table!, images);
}

/**
 * A record with the features that a table among the files has of its test images.
 *
 * @throws HomegroundError as `testImageNames` and `featuresOfTable`
 */
export async function withTestFeatures(
  record: ClaimRecord,
  { access }: Pick<DroppedFiles, "access">,
  path: string,
): Promise<ClaimRecord> {
  const names = testImageNames(record);
  const [table] = await readTables(access, [path]);
  return { ...record, features: referenceFeatures(table!, names) };
}
