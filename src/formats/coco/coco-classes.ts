/** Numbers that COCO's list of 90 leaves out. Source: the categories of `instances_val2017.json`. */
const GAPS: readonly number[] = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83];

/** The numbers of COCO's 80 classes, from 1 to 90, in their order. */
export const COCO_NUMBERS: readonly number[] = Array.from({ length: 90 }, (_, i) => i + 1).filter(
  (number) => !GAPS.includes(number),
);

/** COCO's 80 classes, in the order of {@link COCO_NUMBERS}. Source: as above. */
export const COCO_CLASSES: readonly string[] = `
person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light,
fire hydrant, stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant,
bear, zebra, giraffe, backpack, umbrella, handbag, tie, suitcase, frisbee, skis, snowboard,
sports ball, kite, baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle,
wine glass, cup, fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot,
hot dog, pizza, donut, cake, chair, couch, potted plant, bed, dining table, toilet, tv, laptop,
mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink, refrigerator, book, clock,
vase, scissors, teddy bear, hair drier, toothbrush
`
  .trim()
  .split(/,\s/);

/** COCO's number of each of these names, in any order; null unless they are its 80 classes, each once. */
export function cocoNumbersOf(names: readonly string[]): readonly number[] | null {
  const places = names.map((name) => COCO_CLASSES.indexOf(name.toLowerCase().replaceAll("_", " ")));
  const areAll = new Set(places).size === COCO_CLASSES.length && !places.includes(-1);
  return areAll && names.length === COCO_CLASSES.length
    ? places.map((place) => COCO_NUMBERS[place]!)
    : null;
}
