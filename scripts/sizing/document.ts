import { MEASURED } from "./measured.js";
import { type Measured, type Simulated, simulateWorkers } from "./simulate-workers.js";

const IMAGES = [1e5, 1e6, 1e7, 1e8, 1e9];
const WORKERS = [1, 2, 10, 100, 1000];

/** `docs/sizing-shards.md`: made anew it is the same, byte for byte. */
export function sizingPage(measured: Measured = MEASURED): string {
  const rows = IMAGES.flatMap((images) => {
    const some = WORKERS.map((workers) => simulateWorkers(images, workers, measured));
    return some.map((row) => rowText(row, some[0]!));
  });
  return [...HEAD, ...measuredRows(measured), ...BEFORE, ...rows, ...AFTER, ""].join("\n");
}

/** What takes longest of what more workers do not make shorter, or has no room. */
export function bottleneck({ plan, work, join, databaseBusy, memory }: Simulated): string {
  if (memory > MOST_MEMORY) return "memory of plan and join";
  if (databaseBusy > 0.8) return "database";
  if (work >= plan + join) return "processors";
  return join > plan ? "join, one process" : "plan, one process";
}

/** GiB of an ordinary server. */
const MOST_MEMORY = 64;

function rowText(row: Simulated, alone: Simulated): string {
  const { images, workers, shards, plan, work, join, databaseBusy, memory } = row;
  const total = (of: Simulated): number => of.plan + of.work + of.join;
  const quicker = total(alone) / total(row);
  const cells = [
    ...[power(images), `${workers}`, `${shards}`],
    ...[hours(plan), hours(work), hours(join), `${quicker.toPrecision(3)} ×`],
    ...[`${(databaseBusy * 100).toPrecision(2)} %`, gibibytes(memory), bottleneck(row)],
  ];
  return `| ${cells.join(" | ")} |`;
}

function hours(value: number): string {
  if (value < 1) return `${(value * 60).toPrecision(2)} min`;
  return value < 72 ? `${value.toPrecision(3)} h` : `${Math.round(value / 24)} days`;
}

function gibibytes(value: number): string {
  return value < 0.1 ? "below 0.1 GiB" : `${value < 10 ? value.toFixed(1) : Math.round(value)} GiB`;
}

function measuredRows(measured: Measured): string[] {
  const { imageMs, shardMs, planMs, planBytes, joinMs, joinBytes } = measured;
  const { takeMs, keepMs, finishMs, pollMs } = measured;
  return [
    `| an image decoded and scored, one process | ${imageMs} ms |`,
    `| a shard beside its images: list, logs, processes that score | ${shardMs} ms |`,
    `| an image planned, and kept in memory meanwhile | ${planMs} ms, ${planBytes} bytes |`,
    `| an image joined, and kept in memory meanwhile | ${joinMs} ms, ${joinBytes} bytes |`,
    `| the database: a shard taken, a sign of life, finished, a look in vain | ${takeMs}, ${keepMs}, ${finishMs}, ${pollMs} ms |`,
  ];
}

const HEAD = [
  "# Sizing shards and workers",
  "",
  "How long an evaluation takes with so many images and workers, and what is the first to be too slow. Simulated on paper, event by event, from what",
  "was measured on one machine (`scripts/sizing/measured.ts` says how): `npm run sizing` writes this page. Nobody ran 1,000 workers here.",
  "",
  "| what | measured |",
  "|---|---|",
];

const BEFORE = [
  "",
  "A worker is one process on one core. Plan and join read all images from a disk that is quick enough: at 150 kB an image 10⁹ of them are 150 TB, which a line of 10 Gbit/s",
  "brings in 33 hours, twice for plan and join, and once more shared by the workers. `database` is the share of the working time in which it is busy.",
  "",
  "| images | workers | shards | plan | work | join | than one worker | database | memory | first bottleneck |",
  "|---|---|---|---|---|---|---|---|---|---|",
];

const AFTER = [
  "",
  "## What follows",
  "",
  "- **Memory is the first bottleneck.** Plan and join keep all images of an evaluation in the memory of one process: 64 GiB are enough for 8 million.",
  "- **Plan and join are one process each** and hash every image. From about 100 workers on they take longer than the scoring, however many images there are.",
  "- **What to do about both**: plan parts of the set on their own, by site or by year, of a few million images each, on several machines. A figure of all parts together with its range is not had that",
  "  way yet: the parts' tables of outcomes (`outcomes.parquet`, a row an image) can be read together by other programs.",
  "- **The database is far from one.** A thousand workers ask it for a shard every minute or two and send a sign of life every 15 s: 67 of these a second, and it answers more than a thousand. It",
  "  would be one without an index of its own: pg-boss sorts all shards that wait for each that is taken, 48 ms with 100,000 of them, 2 ms with it.",
  "- **Listing a bucket** is not in the table: S3 gives 1,000 names an answer, one answer after the other. At an assumed 100 ms each 10⁷ images are listed in 17 minutes, 10⁹ in 28 hours.",
  "- **Shards of minutes** are right: a killed worker costs what it had not told, and starting the processes that score is about 1 % of a shard of 4,000 to 10,000 images.",
];

/** 10⁵ of 100,000. */
function power(value: number): string {
  return `10${[...`${Math.round(Math.log10(value))}`].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`;
}
