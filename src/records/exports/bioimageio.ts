import type { YamlValue } from "../../formats/yaml/yaml-write.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { type ExportPlace, type ExportTexts, notStated } from "./export-texts.js";
import { valuedClaims } from "./model-index.js";
import { publicAddress } from "./stated.js";

/** What the author knows of the test set's part in the making of the model. */
export type DatasetRole = "train" | "validation" | "test" | "independent" | "unknown";

/** Short names have at most 16 letters. */
const SHORT = 16;

/**
 * The figures of a record as `config.bioimageio.evaluations` of a bioimage.io model description
 * (bioimage-io/spec-bioimage-io, model v0_5, `Evaluation`): one factor, `overall`, and a row a figure.
 * Intervals, which have no field, are in the long names and, as numbers, under the key `homeground`:
 * the format permits further keys.
 *
 * @param role as the author states it: a record does not know
 * @throws HomegroundError `record/not-stated` without a public address
 */
export function bioimageioEvaluations(
  record: TransparencyRecord,
  texts: ExportTexts,
  { url }: ExportPlace,
  role: DatasetRole = "unknown",
): YamlValue {
  const source = publicAddress(record, url);
  if (source === null) throw notStated("bioimage.io", ["facts.url or --url"]);
  const claims = valuedClaims(record);
  const metrics = shortNames(claims.map(({ metric }) => metric));
  return {
    config: {
      bioimageio: {
        evaluations: [
          {
            dataset_id: `homeground-${record.id.slice(0, SHORT)}`,
            dataset_source: source,
            dataset_role: role,
            sample_count: record.counts.scored,
            evaluation_factors: ["overall"],
            evaluation_factors_long: [record.title],
            metrics,
            metrics_long: claims.map((claim) => `${claim.metric}: ${texts.figure(claim)}`),
            results: claims.map(({ value }) => [value]),
            results_summary: texts.summary,
            homeground: {
              record: record.id,
              figures: claims.map(({ metric, value, low, high, level, n }) => ({
                metric,
                value,
                low,
                high,
                level,
                n,
              })),
            },
          },
        ],
      },
    },
  };
}

/** Ends tell more than the middle: `recall{class=deer}` → `recall…ass=deer}`. Each name is there once. */
function shortNames(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    const letters = [...name];
    let short = name;
    for (let k = 1; seen.has(short) || short.length > SHORT; k++) {
      const mark = k === 1 ? "…" : `~${k}~`;
      // Two units a letter at most: seven letters always fit where ten do not.
      const room = letters.some((letter) => letter.length > 1) ? 6 : SHORT - mark.length;
      const tail = Math.ceil(room / 2);
      short = letters.slice(0, room - tail).join("") + mark + letters.slice(-tail).join("");
    }
    seen.add(short);
    return short;
  });
}
