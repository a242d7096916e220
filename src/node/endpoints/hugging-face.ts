import type { Json } from "../../core/canonical-json.js";
import { isHomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import { jsonOfAnswer } from "../../endpoints/answer-values.js";
import { classificationAnswer, detectionAnswer } from "../../endpoints/named-answers.js";
import { createConfigReader } from "../../models/card/config-reader.js";
import { get, readBody, statusError } from "../models/checked-request.js";
import { fileUrl, openRepository } from "../models/hugging-face.js";
import type { HuggingFaceReference } from "../models/model-reference.js";
import type { EndpointAdapter, EndpointSetup, Statement } from "./adapter.js";
import { answeringCard, IMAGE_FILES, scoresWith, sentPicture } from "./sent-picture.js";

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
  // An endpoint says nothing of itself that could be asked for; the hub does of the model that it names.
  async ask({ address, hub }, signal) {
    const nothing = { name: null, versions: [], labels: null, further: null };
    const [, owner = "", name = ""] = MODEL.exec(address.pathname) ?? [];
    if (owner === "" || !isOfHub(address, hub.endpoint)) return nothing;
    const reference = { kind: "hugging-face", owner, name, revision: null, file: null } as const;
    try {
      return await hubStatement({ ...reference, sha256: null }, hub, signal);
    } catch (error) {
      // Not on the hub, or not for everybody: then a description says what is needed.
      if (isHomegroundError(error) && error.code === "network/bad-answer") return nothing;
      throw error;
    }
  },
  open(setup, statement) {
    const card = answeringCard(setup, statement);
    const { labels } = card;
    const { areObjects, scores } = setup.card;
    const wantsAll = !areObjects && labels.length > USUAL_LABELS;
    return {
      card,
      what: IMAGE_FILES,
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

const MODEL = /\/models\/([A-Za-z0-9][\w.-]{0,95})\/([A-Za-z0-9][\w.-]{0,95})\/?$/;

function isOfHub({ hostname }: URL, endpoint: string): boolean {
  const own = URL.canParse(endpoint) ? new URL(endpoint).hostname : "";
  return own !== "" && (hostname === own || hostname.endsWith(`.${own}`));
}

const MAX_CONFIG_BYTES = 16 * 2 ** 20;

/** Labels and the checksums of the weights: another commit, of a README, makes no other model. */
async function hubStatement(
  reference: HuggingFaceReference,
  { endpoint, policy }: EndpointSetup["hub"],
  signal: AbortSignal,
): Promise<Statement> {
  const { commit, files } = await openRepository(reference, endpoint, policy, signal);
  const url = fileUrl(reference, endpoint, commit, "config.json");
  const answer = await get(url, {}, policy, signal);
  if (answer.status !== 200) {
    answer.message.destroy();
    throw statusError(answer.status, answer.url);
  }
  const text = new TextDecoder().decode(await readBody(answer, MAX_CONFIG_BYTES, signal));
  const config = parseJson(text, "config.json", "Describe the endpoint, with its labels");
  const weights = [...files].flatMap(([file, { sha256 }]) =>
    sha256 === null ? [] : [[file, sha256]],
  );
  return {
    name: `${reference.owner}/${reference.name}`,
    versions: [],
    labels: createConfigReader(config).numbered("id2label"),
    further: { weights: weights.sort(), config: config as Json },
  };
}
