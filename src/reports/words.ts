/**
 * The one catalogue of words that people read in page, terminal and tables: metrics, warnings,
 * files left out, verdicts.
 */
export { type ListedWords, listedWords, noteWords } from "./words/listed.js";
export {
  type MetricName,
  type MetricScale,
  type MetricWords,
  metricName,
  metricWords,
} from "./words/metrics.js";
export {
  type VerdictWords,
  verdictWords,
} from "./words/verdicts.js";
export {
  WARNING_CODES,
  type WarningFacts,
  type WarningWords,
  warningWords,
} from "./words/warnings.js";
