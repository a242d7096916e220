/** COCO's names of the points of a person, in its order. */
export const PERSON_POINTS: readonly string[] = [
  "nose",
  ...["eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"].flatMap((name) => [
    `left_${name}`,
    `right_${name}`,
  ]),
];
