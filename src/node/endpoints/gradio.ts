import { isHomegroundError } from "../../core/errors.js";
import { badAnswer } from "../../endpoints/answer-values.js";
import {
  callResult,
  eventId,
  type GradioFunction,
  gradioFunction,
  isCallOver,
  uploadedPath,
} from "../../endpoints/gradio.js";
import { mappedObjects, mappedScores } from "../../endpoints/mapped-answer.js";
import { gradioLabelAnswer } from "../../endpoints/named-answers.js";
import { shownUrl } from "../models/checked-request.js";
import type { EndpointAdapter, EndpointSetup } from "./adapter.js";
import { multipart } from "./plain-http.js";
import { answeringCard, IMAGE_FILES, scoresWith, sentPicture } from "./sent-picture.js";

const CALL = /\/gradio_api(?:\/call(?:\/([^/]+))?)?\/?$/;

/** Apps of Gradio: the picture is uploaded, a function is called with it, and its result streamed. */
export const gradio: EndpointAdapter = {
  id: "gradio",
  name: "Gradio",
  takesHubToken: true,
  recognises: ({ hostname, pathname }) => /\.hf\.space$/.test(hostname) || CALL.test(pathname),
  async ask(setup, signal) {
    const { client, headers } = setup;
    const url = below(setup, "info");
    const answer = await client.ask({ method: "GET", url, headers, body: null }, signal);
    const found = gradioFunction(answer.bytes, wantedName(setup), shownUrl(url));
    const further = JSON.parse(JSON.stringify(found)) as { readonly [key: string]: never };
    return { name: found.name, versions: [], labels: null, further };
  },
  open(setup, statement) {
    const card = answeringCard(setup, {
      ...statement,
      name: `${setup.address.host} ${statement.name ?? ""}`,
    });
    const { labels } = card;
    const { areObjects, scores, answer: rule } = setup.card;
    const { name, data, answer } = statement.further as unknown as GradioFunction;
    return {
      card,
      what: IMAGE_FILES,
      sentBytes: (bytes) => bytes,
      versionsSeen: () => [],
      async score(image, signal) {
        const picture = sentPicture(image);
        const where = image.path;
        const { client } = setup;
        const form = multipart("files", image, picture);
        const uploaded = await client.ask(
          {
            method: "POST",
            url: below(setup, "upload"),
            where,
            headers: { ...setup.headers, "content-type": form.type },
            body: form.body,
          },
          signal,
        );
        const file = {
          path: uploadedPath(uploaded.bytes, where),
          meta: { _type: "gradio.FileData" },
        };
        const filled = data.map((value) => (value === null ? file : value[0]));
        const called = await client.ask(
          {
            method: "POST",
            url: below(setup, `call/${name}`),
            where,
            headers: { ...setup.headers, "content-type": "application/json" },
            body: Buffer.from(JSON.stringify({ data: filled })),
          },
          signal,
        );
        const url = below(setup, `call/${name}/${eventId(called.bytes, where)}`);
        const get = { method: "GET", url, where, body: null, isEnough: isCallOver } as const;
        const stream = await client
          .ask({ ...get, headers: { ...setup.headers, accept: "text/event-stream" } }, signal)
          .catch((error: unknown) => {
            // It is the call that is gone, not the app.
            const isGone = isHomegroundError(error) && error.code === "endpoint/not-found";
            if (!isGone) throw error;
            throw badAnswer("endpoint/missing-outputs", "the app lost the call", where);
          });
        const value = callResult(stream.bytes, answer.index, where);
        const frame = { labels, scores, where };
        return scoresWith(picture, areObjects, (_, size) => {
          if (areObjects) return mappedObjects(value, rule, size, frame);
          return answer.kind === "label"
            ? gradioLabelAnswer(value, frame)
            : mappedScores(value, rule, frame);
        });
      },
    };
  },
};

function wantedName({ card, address }: EndpointSetup): string | null {
  return (card.api ?? CALL.exec(address.pathname)?.[1] ?? null)?.replace(/^\//, "") ?? null;
}

function below(setup: EndpointSetup, path: string): URL {
  const url = new URL(setup.address);
  url.pathname = `${url.pathname.replace(CALL, "").replace(/\/+$/, "")}/gradio_api/${path}`;
  return setup.withQuery(url);
}
