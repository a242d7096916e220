import process from "node:process";

/** Processor seconds of {@link fixedWork} on the ordinary two-core machine that limits are meant for. */
const ORDINARY_SECONDS = 0.36;
const COUNT = 1 << 18;

/**
 * How many times longer this machine takes for the same work, at this moment, than an ordinary one:
 * 1 and more, so that a fast machine makes no limit tighter. It takes a second there.
 */
export function slowness(): number {
  fixedWork(); // once to warm up
  const before = process.cpuUsage();
  fixedWork();
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, (user + system) / 1e6 / ORDINARY_SECONDS);
}

/** Text to objects, arithmetic, sorting and scattered memory, in parts of about equal length. */
function fixedWork(): number {
  const values = Float64Array.from({ length: COUNT }, (_, i) => ((i * 7919) % 65_537) / 65_537);
  const text = `[${Array.from(values.subarray(0, 30_000), (value, i) => `{"id":${i},"score":${value},"box":[${value * 640},${value * 480}]}`).join(",")}]`;
  let sum = 0;
  for (let k = 0; k < 4; k++) {
    for (const { score } of JSON.parse(text) as { score: number }[]) sum += score;
  }
  for (let k = 1; k <= 12; k++) {
    for (const value of values) {
      const odds = Math.exp((-value * k) / 2);
      sum += odds / (1 + odds) + Math.sqrt(value);
    }
  }
  for (let k = 0; k < 2; k++) sum += values.map((value) => (value * 911 * (k + 1)) % 1).sort()[9]!;
  const cells = new Int32Array(COUNT >> 1);
  for (let k = 0; k < 40; k++) {
    for (let i = 0; i < COUNT; i++) cells[(i * 40_503 + k * 7919) & ((COUNT >> 1) - 1)]! += i & 1;
  }
  return sum + cells[1]!;
}
