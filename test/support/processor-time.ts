import process from "node:process";

/**
 * Milliseconds of processors that this process spends on some work. How busy the machine is changes
 * nothing, so a test may hold that something is quick.
 */
export async function processorMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
