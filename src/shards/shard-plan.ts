import * as z from "zod/mini";
import { contentId, type Json } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import { HomegroundError } from "../core/errors.js";
import type { Count, NonEmptyText, PositiveCount, Sha256 } from "../core/json-values.js";
import { jsonOrUndefined } from "../core/parse-json.js";
import { readShape } from "../formats/json/read-shape.js";
import { SHARDED_COMMANDS, type ShardedCommand } from "./sharded-commands.js";

/** What one command is computed from, and its images in shards: `plan.json` of a folder of shards. */
export interface ShardPlan {
  readonly schema: "homeground.shards/1";
  /** Of Homeground: another one's scores may differ in their last digits. */
  readonly version: NonEmptyText;
  readonly command: ShardedCommand;
  /** Of the command line after the command, without what is about shards. */
  readonly words: readonly string[];
  /** The folder that paths among the words start at, from that of the plan. */
  readonly from: string;
  readonly engine: { readonly kind: "native" | "wasm"; readonly name: NonEmptyText };
  /** In the order of the command line. */
  readonly models: readonly PlannedModel[];
  /** Looks of all models at an image altered; absent where the command takes none. */
  readonly looks?: PositiveCount;
  /** Files and folders among the words but the images: all that a result comes from besides. */
  readonly inputs: readonly PlannedInput[];
  readonly images: Count;
  /** Images that could not be read when the plan was made; they are listed in the result. */
  readonly unreadable: readonly string[];
  /** How long an image took when the plan was made; null where there were too few to measure. */
  readonly speed: ShardSpeed | null;
  readonly shards: readonly PlannedShard[];
  /** Of the database that workers take shards from; absent where there is none. */
  readonly queue?: NonEmptyText;
}

/** A model, by all that its scores depend on. */
export interface PlannedModel {
  readonly name: NonEmptyText;
  /** Of model, preparation, reading of the output and engine, as logs of scores are named. */
  readonly key: Sha256;
  /** Of its card, with what is published of the model, and that of a classifier behind it. */
  readonly card: Sha256;
  /** Of the model's file and of files of weights beside it. */
  readonly files: readonly Sha256[];
}

export interface PlannedInput {
  readonly path: NonEmptyText;
  readonly sha256: Sha256;
}

/** Milliseconds of one process for an image: so many, and so many more for each megabyte of its file. */
export interface ShardSpeed {
  readonly imageMs: number;
  readonly megabyteMs: number;
  /** Images that were timed. */
  readonly measured: PositiveCount;
  /** What a shard takes beside its images: starting processes, loading models. */
  readonly startMs: number;
}

export interface PlannedShard {
  /** From 1. */
  readonly shard: PositiveCount;
  /** Of all that its scores depend on: version, models, engine, limits and images by their bytes. */
  readonly id: Sha256;
  readonly images: PositiveCount;
  readonly bytes: Count;
  /** About how long one process takes; null where nothing was measured. */
  readonly seconds: number | null;
  /** Of the list of its images. */
  readonly list: Sha256;
}

/** An image of a shard: a line of its list. */
export interface ShardImage {
  /** Name in results. */
  readonly file: string;
  /** Path below the folder of images. */
  readonly path: string;
  readonly sha256: string;
}

/** What the scores of a shard depend on. */
export interface ShardParts {
  readonly version: string;
  readonly engine: string;
  readonly models: readonly PlannedModel[];
  /** How pictures are altered, as texts, for looks beside those at pictures as they are. */
  readonly alterations: readonly string[];
  /** Longest time for an image in seconds; null for the usual one. */
  readonly imageTimeout: number | null;
}

/** A shard's name: the same for the same bytes, wherever they lie and whatever they are called. */
export function shardId(
  { version, engine, models, alterations, imageTimeout }: ShardParts,
  images: readonly Pick<ShardImage, "sha256">[],
  createDigest: CreateDigest,
): string {
  const parts: Json = {
    schema: "homeground.shard/1",
    version,
    engine,
    models: models.map(({ key, files }) => ({ key, files })),
    ...(alterations.length === 0 ? {} : { alterations }),
    imageTimeout,
  };
  const digest = createDigest();
  const encoder = new TextEncoder();
  digest.update(encoder.encode(`${contentId(parts, createDigest)}\n`));
  for (const { sha256 } of images) digest.update(encoder.encode(`${sha256}\n`));
  return digest.hex();
}

const HASH = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const TEXT = z.string().check(z.minLength(1));
const COUNT = z.int().check(z.nonnegative());
const POSITIVE = z.int().check(z.positive());
const TIME = z.number().check(z.nonnegative());

const PLAN = z.object({
  schema: z.literal("homeground.shards/1"),
  version: TEXT,
  command: z.enum(SHARDED_COMMANDS),
  words: z.array(z.string()),
  from: z.string(),
  engine: z.object({ kind: z.enum(["native", "wasm"]), name: TEXT }),
  models: z
    .array(z.object({ name: TEXT, key: HASH, card: HASH, files: z.array(HASH) }))
    .check(z.minLength(1)),
  looks: z.optional(POSITIVE),
  inputs: z.array(z.object({ path: TEXT, sha256: HASH })),
  images: COUNT,
  unreadable: z.array(z.string()),
  speed: z.nullable(
    z.object({ imageMs: TIME, megabyteMs: TIME, measured: POSITIVE, startMs: TIME }),
  ),
  shards: z
    .array(
      z.object({
        shard: POSITIVE,
        id: HASH,
        images: POSITIVE,
        bytes: COUNT,
        seconds: z.nullable(TIME),
        list: HASH,
      }),
    )
    .check(z.minLength(1)),
  queue: z.optional(TEXT),
});

/**
 * Reads a plan.
 *
 * @param where its file, for errors
 * @throws HomegroundError `shards/bad-plan`
 */
export function parsePlan(text: string, where: string): ShardPlan {
  const bad = (what: string): HomegroundError =>
    new HomegroundError("shards/bad-plan", {
      what,
      where,
      fix: "Make the plan again with homeground shards plan",
    });
  const value = jsonOrUndefined(text);
  if (value === undefined) throw bad("it is not JSON");
  const plan = readShape(PLAN, value, "plan", bad);
  const { queue, looks, ...rest } = plan;
  const isNumbered = plan.shards.every(({ shard }, at) => shard === at + 1);
  if (!isNumbered) throw bad("shards are not numbered from 1 in their order");
  return {
    ...rest,
    ...(looks === undefined ? {} : { looks }),
    ...(queue === undefined ? {} : { queue }),
  };
}

const IMAGE = z.object({ file: TEXT, path: z.optional(TEXT), sha256: HASH });

/** The list of a shard's images: a line each. */
export function listText(images: readonly ShardImage[]): string {
  return images
    .map(({ file, path, sha256 }) =>
      JSON.stringify(file === path ? { file, sha256 } : { file, path, sha256 }),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** @throws HomegroundError `shards/bad-plan` */
export function parseList(text: string, where: string): readonly ShardImage[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line, at) => {
    const bad = (what: string): HomegroundError =>
      new HomegroundError("shards/bad-plan", {
        what,
        where: `${where}, line ${at + 1}`,
        fix: "Make the plan again with homeground shards plan",
      });
    const { file, path = file, sha256 } = readShape(IMAGE, jsonOrUndefined(line), "line", bad);
    return { file, path, sha256 };
  });
}
