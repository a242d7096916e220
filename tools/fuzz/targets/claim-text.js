import { parseClaim, parseRequirement } from "../../../src/claims/claim-text.ts";
import {
  describeReference,
  formatReference,
  parseReference,
} from "../../../src/metrics/reference.ts";

const metrics = {
  parse: (text, where) => parseReference(text, { where }),
  format: formatReference,
  describe: (reference) => ({ ...describeReference(reference), isShare: true }),
};

export function run(bytes) {
  const text = new TextDecoder().decode(bytes.subarray(1));
  if ((bytes[0] ?? 0) % 2 === 0) parseClaim(text, { metrics, tolerance: null });
  else parseRequirement(text, metrics);
}

export const seeds = [
  "0accuracy=0.944@84/89~0.05",
  "0recall{class=deer}=93.5%",
  '0recall{class="fox, red"}=0.9~5e-2',
  "1f1-macro>=0.8",
  "1ece<=0.05",
];
