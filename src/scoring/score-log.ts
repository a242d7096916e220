/** What a model said about one image, or why it said nothing. */
export type ScoreRecord =
  | {
      readonly ok: true;
      /** A score for each label (or the one anomaly score), as evaluation uses them. */
      readonly scores: Float64Array;
      /** As the scorer gives them. */
      readonly points?: Float64Array;
      readonly outlines?: Float64Array;
      readonly widthPx: number;
      readonly heightPx: number;
      /** Codes worth a note: `image/orientation-applied`, … */
      readonly notes: readonly string[];
      /** As the scorer gives it. */
      readonly logSum?: number;
      /** Whether the numbers are of single precision, which is half the bytes. */
      readonly single?: true;
    }
  | {
      readonly ok: false;
      readonly code: string;
      readonly what: string;
      /** Code of the error behind it. */
      readonly error?: string;
    };

/**
 * Port: what one model said, kept as it comes, so that a run that was stopped goes on where it was
 * and the same run again computes nothing. A log belongs to one model under one input rule and one
 * engine; the key of a record is the SHA-256 of the bytes that the model was given.
 *
 * Every adapter passes test/contract/score-log.ts.
 */
export interface ScoreLog {
  /** Whether it held scores of an earlier version, which were dropped; absent where none were. */
  readonly isRenewed?: boolean;
  /** Whether a record is kept for these bytes. */
  has(sha256: string): boolean;
  /** The record for these bytes, or null. @throws HomegroundError `input/unreadable` */
  read(sha256: string): Promise<ScoreRecord | null>;
  /**
   * Keeps a record; the first one for a key stays. Records given before a crash of the program are
   * there afterwards, whole, but for the last few.
   *
   * @throws HomegroundError `output/not-written`
   */
  append(sha256: string, record: ScoreRecord): Promise<void>;
  /** Writes what is still under way and closes. May be called again. */
  close(): Promise<void>;
}

/** Keeps records in memory: for tests and for runs that store nothing. */
export function createMemoryScoreLog(): ScoreLog {
  const records = new Map<string, ScoreRecord>();
  return {
    has: (sha256) => records.has(sha256),
    read: async (sha256) => {
      const record = records.get(sha256);
      return record === undefined ? null : copyOf(record);
    },
    append: async (sha256, record) => {
      if (!records.has(sha256)) records.set(sha256, copyOf(record));
    },
    close: async () => {},
  };
}

function copyOf(record: ScoreRecord): ScoreRecord {
  if (!record.ok) return record;
  const { scores, points, outlines } = record;
  return {
    ...record,
    scores: new Float64Array(scores),
    ...(points === undefined ? {} : { points: new Float64Array(points) }),
    ...(outlines === undefined ? {} : { outlines: new Float64Array(outlines) }),
  };
}
