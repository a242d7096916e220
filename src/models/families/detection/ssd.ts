import { cocoNumbersOf } from "../../../formats/coco/coco-classes.js";
import { listRecipe } from "./card-list.js";
import { detector } from "./detector-family.js";
import { outputNamed } from "./recognition.js";

/** Where TensorFlow Lite's post-processing puts what. */
const LITE = "TFLite_Detection_PostProcess";

/** Huang et al., TensorFlow's object detection API, 2017: suppression inside. */
export const ssd = detector("ssd", {
  words: {
    models: "SSD, EfficientDet, Faster R-CNN, … of TensorFlow's detection API",
    outputs:
      "detection_boxes, detection_scores, detection_classes, num_detections; or rows of them",
  },
  recipe: listRecipe(null),
  isByRatio: false,
  usual: { nmsIou: null, clip: "after-nms", input: null },
  recognise({ outputs, labels: cardLabels }) {
    const of = (api: string, lite: string): string | undefined =>
      outputNamed(outputs, api) ?? outputs.find(({ name }) => name === LITE + lite)?.name;
    const [boxes, labels] = [of("detection_boxes", ""), of("detection_classes", ":1")];
    const [scores, count] = [of("detection_scores", ":2"), of("num_detections", ":3")];
    if (boxes === undefined || scores === undefined || labels === undefined) return null;
    const names = { boxes, scores, labels, ...(count === undefined ? {} : { count }) };
    const isLite = boxes === LITE;
    const first = isLite ? 0 : 1;
    // The API keeps COCO's own numbers, of which 90 have 80 names; TensorFlow Lite's are one less.
    const numbers = cocoNumbersOf(cardLabels)?.map((number) => number - 1 + first);
    const counted = `count from ${first}${numbers === undefined ? "" : ", as COCO's do, with gaps"}`;
    return {
      decode: {
        outputs: names,
        boxes: "yxyx",
        boxUnit: "fraction",
        ...(numbers === undefined ? { labelOffset: first } : { labelNumbers: numbers }),
      },
      outputs: Object.values(names),
      scores: "probabilities",
      assumed: [numbers === undefined ? "decode.labelOffset" : "decode.labelNumbers"],
      why: isLite
        ? `outputs are those of TensorFlow Lite's post-processing; its labels ${counted}`
        : `outputs are called as TensorFlow's detection API calls them; its labels ${counted}`,
    };
  },
});
