import { jsonOfAnswer } from "../../endpoints/answer-values.js";
import { classificationAnswer, detectionAnswer } from "../../endpoints/named-answers.js";
import type { EndpointAdapter } from "./adapter.js";
import { answeringCard, scoresWith, sentPicture } from "./sent-picture.js";

/** Labels that an answer has unless more are asked for. */
const USUAL_LABELS = 5;

/**
 * Inference endpoints of Hugging Face: the bytes of a picture, or JSON where more labels than usual are
 * wanted.
 *
 * Source: Inference Providers, tasks Image Classification and Object Detection.
 */
export const huggingFace: EndpointAdapter = {
  id: "huggingface",
  name: "Hugging Face Inference",
  takesHubToken: true,
  recognises: ({ hostname }) => /(^|\.)(?:huggingface\.co|huggingface\.cloud)$/.test(hostname),
  // These endpoints say nothing of themselves that could be asked for.
  async ask() {
    return { name: null, versions: [], labels: null, further: null };
  },
  open(setup, statement) {
    const card = answeringCard(setup, statement);
    const { labels } = card;
    const { areObjects, scores } = setup.card;
    const wantsAll = !areObjects && labels.length > USUAL_LABELS;
    return {
      card,
      what: "image files",
      sentBytes: (bytes) => (wantsAll ? Math.ceil(bytes / 3) * 4 : bytes),
      versionsSeen: () => [],
      async score(image, signal) {
        const picture = sentPicture(image);
        const json = {
          inputs: wantsAll ? Buffer.from(image.bytes).toString("base64") : "",
          parameters: { top_k: labels.length },
        };
        const answer = await setup.client.ask(
          {
            method: "POST",
            url: setup.withQuery(setup.address),
            where: image.path,
            headers: {
              ...setup.headers,
              accept: "application/json",
              "content-type": wantsAll ? "application/json" : picture.type,
            },
            body: wantsAll ? Buffer.from(JSON.stringify(json)) : image.bytes,
          },
          signal,
        );
        const value = jsonOfAnswer(answer.bytes, image.path);
        const frame = { labels, scores, where: image.path };
        return scoresWith(picture, areObjects, () =>
          areObjects ? detectionAnswer(value, frame) : classificationAnswer(value, frame),
        );
      },
    };
  },
};
