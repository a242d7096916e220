import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "../../core/canonical-json.js";
import { CLAIM_FRAMES, frameFile, photographAnnotations } from "../../demo/photograph-truth.js";
import { CAT_PLATE, type DemoBox, OTHER_PHOTOGRAPHS } from "../../demo/photographs.js";
import { encodePng } from "../../images/encode-png.js";
import type { Pixels } from "../../images/pixel-decoder.js";
import { closingLines, demoSummary } from "../../reports/terminal.js";
import type { EvaluationResult, ResultEstimate } from "../../results/result.js";
import { writeBytesFile, writeTextFile } from "../files/write-file.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { installation } from "../installation.js";
import type { CommandIo, CommandResult } from "./command.js";
import { DEFAULTS, type DemoOptions } from "./demo.js";
import { engineName } from "./evaluate.js";
import { keptFiles } from "./evaluate-files.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { runEvaluation } from "./evaluate-run.js";
import { terminalLook } from "./terminal-look.js";

/** What the claim is about: the share of animals that are found. */
const FOUND = "recall{class=animal}";

/**
 * `homeground demo photographs`: a detector that was trained on twelve photographs of one cat, what
 * it does on twelve others of the same cat as the claim, and what is left of it on photographs that
 * somebody else took of other animals.
 */
export async function demoPhotographs(
  { out, threads, pictures }: DemoOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const started = io.now();
  io.err("Homeground demo: a detector trained on photographs of one cat, tried on sheep.");
  io.err("The photographs are real, by courtesy of the Getty's Open Content Program;");
  io.err("the detector is small and was trained for this demo.\n");
  const places = {
    home: { images: join(out, "pictures", "cat"), out: join(out, "cat") },
    away: { images: join(out, "pictures", "others"), out },
  };
  const assets = join(installation().root, "assets/demo");
  await writeHome(join(assets, "photographs"), places.home.images);
  await writeAway(join(assets, "photographs"), places.away.images);

  const options = (part: "home" | "away", claim: readonly string[]): EvaluateOptions => ({
    ...DEFAULTS,
    metric: [FOUND],
    labels: join(places[part].images, "annotations.json"),
    model: join(assets, "animal-finder.onnx"),
    out: places[part].out,
    claim,
    pictures,
    ...(threads === undefined ? {} : { threads }),
  });
  const shows = (progress: string) => ({ command: ["demo", "photographs"], progress });
  const home = await runEvaluation(places.home.images, options("home", []), shows("Cat"), io);
  const found = estimateOf(home.result);
  const hits = Math.round((found.value ?? 0) * found.n);
  const claim = [`${FOUND}=${(hits / found.n).toFixed(3)}@${hits}/${found.n}`];
  const away = await runEvaluation(places.away.images, options("away", claim), shows("Others"), io);

  const look = terminalLook(io.terminal);
  const answer = demoSummary(
    away.report,
    { at: "on other animals", ruler: ["claimed", "found"], findings: findings(away.result) },
    look,
  );
  const closing = closingLines(
    {
      next: [
        { command: `open ${away.paths.report}` },
        { command: "homeground evaluate YOUR_IMAGES --labels YOUR_BOXES --model MODEL.onnx" },
      ],
      folder: `${out.replace(/\/+$/, "")}/`,
      files: [...keptFiles(away.result), "pictures/"],
      seconds: (io.now() - started) / 1000,
      engine: engineName(away.result.software.engine),
    },
    look,
  );
  const line = `Cat  ${hits} of ${found.n} found in photographs that it had not seen   the claim`;
  return {
    text: `${line}\n\n${answer}\n\n${closing}`,
    json: away.result as unknown as Json, // numbers are finite or null: the schema says so
  };
}

/** Why there is no verdict though the figure is far off: one photograph is one photograph. */
function findings(result: EvaluationResult): string[] {
  const { value } = estimateOf(result);
  const n = OTHER_PHOTOGRAPHS.flatMap(({ animals }) => animals).length;
  const hits = Math.round((value ?? 0) * n);
  const found = `It found ${hits} of ${n} sheep.`;
  if (result.verdicts[0]?.verdict !== "cannot-tell") return [found];
  return [
    `${found} All of them are in one photograph, and one photograph says nothing about others: there is no range, so there is no verdict. With photographs of your own there can be one.`,
  ];
}

function estimateOf({ estimates }: EvaluationResult): ResultEstimate {
  return estimates.find(({ metric }) => metric === FOUND) ?? estimates[0]!;
}

/** Cuts the frames of the claim out of the plate. */
async function writeHome(assets: string, folder: string): Promise<void> {
  const bytes = await readFile(join(assets, CAT_PLATE));
  const { pixels } = await createNodePixelDecoder().decode(bytes, { maxPixels: 1e7 });
  for (const frame of CLAIM_FRAMES) {
    const [, , width, height] = frame.frame;
    const png = encodePng(width, height, cut(pixels, frame.frame));
    await writeBytesFile(join(folder, frameFile(frame)), png);
  }
  await writeTextFile(join(folder, "annotations.json"), photographAnnotations("home"));
}

async function writeAway(assets: string, folder: string): Promise<void> {
  for (const { file } of OTHER_PHOTOGRAPHS) {
    await writeBytesFile(join(folder, file), await readFile(join(assets, file)));
  }
  await writeTextFile(join(folder, "annotations.json"), photographAnnotations("away"));
}

/** Part of an RGB picture. */
function cut({ data, widthPx, channels }: Pixels, [x, y, width, height]: DemoBox): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = ((y + row) * widthPx + x + column) * channels;
      for (let c = 0; c < 3; c++) rgb[(row * width + column) * 3 + c] = data[from + c]!;
    }
  }
  return rgb;
}
