import { createRandom, type Random } from "../../src/core/random.js";

/** Sum of twelve uniform numbers less six: near enough to a normal one. */
function bell(random: Random): number {
  let sum = -6;
  for (let k = 0; k < 12; k++) sum += random.uniform();
  return sum;
}

const share = (latent: number): number => 1 / (1 + Math.exp(-latent));
const padded = (value: number, digits: number): string => String(value).padStart(digits, "0");

/** The tables of the guide to diagnosis: 462 lesions of 160 patients, 124 of them melanoma. */
export function lesionTables(): { readonly labels: string; readonly answers: string } {
  const random = createRandom(2026, 1);
  const patients = Array.from({ length: 160 }, () => bell(random));
  // Each patient has one lesion at least.
  const of = Array.from({ length: 462 }, (_, i) => (i < 160 ? i : random.below(160)));
  of.sort((a, b) => a - b);
  const order = [...of.keys()].sort((a, b) => patients[of[b]!]! - patients[of[a]!]! || a - b);
  // Two thirds of the melanomas are of patients that are likelier to have one.
  const ill = new Set(order.slice(0, 200).filter(() => random.uniform() < 0.42));
  for (let at = 0; ill.size < 124; at++) ill.add(order[(at * 7) % 462]!);
  for (const i of [...ill].slice(124)) ill.delete(i);
  const labels = ["image,diagnosis,patient"];
  const answers = ["image,melanoma,naevus"];
  for (const [i, patient] of of.entries()) {
    const name = `l${padded(i, 4)}.png`;
    const noise = 0.4 * bell(createRandom(2027, patient)) + 0.9 * bell(random);
    const latent = ill.has(i) ? 0.72 + 1.87 * noise : -2.6 + 1.38 * noise;
    const p = Math.round(10_000 * share(latent)) / 10_000;
    labels.push(`${name},${ill.has(i) ? "melanoma" : "naevus"},P${padded(patient, 3)}`);
    answers.push(`${name},${p.toFixed(4)},${(1 - p).toFixed(4)}`);
  }
  return { labels: `${labels.join("\n")}\n`, answers: `${answers.join("\n")}\n` };
}

/** The tables of the guide to inspection: 360 castings of 24 batches, each twice; 33 have a crack. */
export function castingTables(): {
  readonly labels: string;
  readonly scores: string;
  readonly old: string;
  readonly scratches: string;
  readonly found: string;
} {
  const random = createRandom(2028, 1);
  const labels = ["image,label,part,batch"];
  const scores = ["image,score"];
  const old = ["image,score"];
  const scratches = ["image,scratch,batch"];
  const found = ["image,scratch"];
  const cracked = new Set<number>();
  while (cracked.size < 33) cracked.add(random.below(360));
  for (let batch = 0; batch < 24; batch++) {
    const dark = 0.6 * bell(random);
    for (let part = 0; part < 15; part++) {
      const own = 0.7 * bell(random);
      const isCracked = cracked.has(batch * 15 + part);
      const marks = random.below(4);
      for (let photo = 0; photo < 2; photo++) {
        const name = `p${padded((batch * 15 + part) * 2 + photo, 4)}.png`;
        const latent = (isCracked ? 1.25 : -2) + dark + own + 0.35 * bell(random);
        const id = `B${padded(batch, 2)}`;
        labels.push(`${name},${isCracked ? "crack" : "good"},${id}-${padded(part, 2)},${id}`);
        scores.push(`${name},${share(latent).toFixed(4)}`);
        old.push(`${name},${share(0.6 * latent + 0.8 * bell(random)).toFixed(4)}`);
        scratches.push(`${name},${marks},${id}`);
        found.push(`${name},${marks + (random.uniform() < 0.2 ? 1 : 0)}`);
      }
    }
  }
  const text = (rows: readonly string[]): string => `${rows.join("\n")}\n`;
  return {
    labels: text(labels),
    scores: text(scores),
    old: text(old),
    scratches: text(scratches),
    found: text(found),
  };
}
