import {
  CAT_FRAMES,
  catInFrame,
  type DemoBox,
  type DemoFrame,
  OTHER_PHOTOGRAPHS,
  TRAINING_FRAMES,
} from "./photographs.js";

/** A picture of the detection demo with its animals. */
interface AnnotatedPicture {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly animals: readonly DemoBox[];
  readonly crowds: readonly DemoBox[];
}

/** Name of the file of a frame of the cat plate. */
export function frameFile({ number }: DemoFrame): string {
  return `cat-${String(number).padStart(2, "0")}.png`;
}

/** The frames that the claim is measured on: the detector has not seen them. */
export const CLAIM_FRAMES: readonly DemoFrame[] = CAT_FRAMES.slice(TRAINING_FRAMES);

/** Ground truth of a part of the demo as COCO annotations, the text of a file. */
export function photographAnnotations(part: "home" | "away"): string {
  const pictures = part === "home" ? CLAIM_FRAMES.map(framePicture) : OTHER_PHOTOGRAPHS.map(asFile);
  const annotations: object[] = [];
  for (const [i, { animals, crowds }] of pictures.entries()) {
    for (const [k, box] of [...animals, ...crowds].entries()) {
      annotations.push({
        id: annotations.length + 1,
        image_id: i + 1,
        category_id: 1,
        bbox: box,
        area: box[2] * box[3],
        iscrowd: k < animals.length ? 0 : 1,
      });
    }
  }
  const images = pictures.map(({ file, width, height }, i) => ({
    id: i + 1,
    file_name: file,
    width,
    height,
  }));
  const categories = [{ id: 1, name: "animal" }];
  return `${JSON.stringify({ images, annotations, categories }, null, 1)}\n`;
}

function framePicture(frame: DemoFrame): AnnotatedPicture {
  const [, , width, height] = frame.frame;
  return { file: frameFile(frame), width, height, animals: [catInFrame(frame)], crowds: [] };
}

function asFile(photograph: (typeof OTHER_PHOTOGRAPHS)[number]): AnnotatedPicture {
  const { file, widthPx, heightPx, animals, crowds } = photograph;
  return { file, width: widthPx, height: heightPx, animals, crowds };
}
