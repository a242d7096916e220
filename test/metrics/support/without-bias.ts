import { wilsonInterval } from "../../../src/statistics/wilson.js";

/** J = nθ̂ − (n − 1)θ̄ by its definition, θ̄ the mean of what is defined. */
export function jackknifed(value: number, leftOut: readonly number[]): number {
  const defined = leftOut.filter((theta) => !Number.isNaN(theta));
  const mean = defined.reduce((sum, theta) => sum + theta, 0) / defined.length;
  return leftOut.length * value - (leftOut.length - 1) * mean;
}

/** u, ν and W(u, ν, q) widened to hold the value, by METHODS-2 A5 and A8. */
export function withoutBias(
  value: number,
  variance: number,
  { bias, noise, cap, q }: { bias: number; noise: number; cap: number; q: number },
): { u: number; nu: number; low: number; high: number } {
  const u = Math.min(1, Math.max(0, value - bias));
  const nu = Math.min((u * (1 - u)) / (noise * variance + (bias / 4) ** 2), cap);
  const { low, high } = wilsonInterval(u, nu, q);
  return { u, nu, low: Math.min(low, value), high: Math.max(high, value) };
}
