/** What tests ask of the worker that keeps things, in a form that leaves the page whole. */
import type { ErrorJson } from "../../src/core/errors.js";
import type { ScoreRecord } from "../../src/scoring/score-log.js";

type Scored = Extract<ScoreRecord, { ok: true }>;
export type ToldRecord =
  | Extract<ScoreRecord, { ok: false }>
  | (Omit<Scored, "scores"> & { readonly scores: readonly number[] });

export type StorageCall =
  | { readonly do: "open-log" | "open-store" | "bytes-of-log"; readonly name: string }
  | { readonly do: "write-log"; readonly name: string; readonly bytes: readonly number[] }
  | { readonly do: "has" | "read"; readonly id: number; readonly key: string }
  | {
      readonly do: "append";
      readonly id: number;
      readonly key: string;
      readonly record: ToldRecord;
    }
  | { readonly do: "close"; readonly id: number }
  | {
      readonly do: "put";
      readonly id: number;
      readonly key: string;
      readonly bytes: readonly number[];
    }
  | { readonly do: "get" | "remove"; readonly id: number; readonly key: string }
  | { readonly do: "list"; readonly id: number; readonly prefix: string };

export type StorageTold =
  | { readonly value: unknown }
  | { readonly error: ErrorJson | null; readonly message: string };
