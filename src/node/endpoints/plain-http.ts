import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { jsonOfAnswer } from "../../endpoints/answer-values.js";
import { badEndpointCard, type EndpointRequestRule, IMAGE } from "../../endpoints/endpoint-card.js";
import { mappedObjects, mappedScores } from "../../endpoints/mapped-answer.js";
import type { EndpointAdapter, ImageToSend } from "./adapter.js";
import {
  answeringCard,
  IMAGE_FILES,
  type SentPicture,
  scoresWith,
  sentPicture,
} from "./sent-picture.js";

/** Any server that takes a picture and answers with JSON, as a description says. */
export const plainHttp: EndpointAdapter = {
  id: "http",
  name: "plain HTTP",
  takesHubToken: false,
  recognises: () => false,
  async ask() {
    return { name: null, versions: [], labels: null, further: null };
  },
  open(setup, statement) {
    const { request, areObjects, scores, answer: rule } = setup.card;
    if (request === null) {
      throw badEndpointCard("request is missing: how a picture is sent", setup.cardName);
    }
    const card = answeringCard(setup, statement);
    const { labels } = card;
    return {
      card,
      what: IMAGE_FILES,
      sentBytes: (bytes) => (request.body === "json" ? Math.ceil(bytes / 3) * 4 : bytes),
      versionsSeen: () => [],
      async score(image, signal) {
        const picture = sentPicture(image);
        const { type, body } = bodyOf(image, picture, request);
        const answer = await setup.client.ask(
          {
            method: request.method ?? "POST",
            url: setup.withQuery(setup.address),
            where: image.path,
            headers: { accept: "application/json", ...setup.headers, "content-type": type },
            body,
          },
          signal,
        );
        const value = jsonOfAnswer(answer.bytes, image.path);
        const frame = { labels, scores, where: image.path };
        return scoresWith(picture, areObjects, (_, size) =>
          areObjects ? mappedObjects(value, rule, size, frame) : mappedScores(value, rule, frame),
        );
      },
    };
  },
};

interface Body {
  readonly type: string;
  readonly body: Uint8Array;
}

function bodyOf(image: ImageToSend, picture: SentPicture, rule: EndpointRequestRule): Body {
  switch (rule.body) {
    case "bytes":
      return { type: rule.contentType ?? picture.type, body: image.bytes };
    case "json": {
      const base64 = Buffer.from(image.bytes).toString("base64");
      const filled = withImage(rule.template ?? { image: IMAGE }, base64);
      return { type: "application/json", body: Buffer.from(JSON.stringify(filled)) };
    }
    case "multipart":
      return multipart(rule.field ?? "file", image, picture, rule.fields ?? {});
  }
}

function withImage(template: unknown, base64: string): unknown {
  if (typeof template === "string") return template.replaceAll(IMAGE, () => base64);
  if (Array.isArray(template)) return template.map((one) => withImage(one, base64));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [key, withImage(value, base64)]),
  );
}

/**
 * A form with one file. Its name is not that of the file, which may say more than the picture does.
 *
 * Source: RFC 7578.
 */
export function multipart(
  field: string,
  { bytes, path }: ImageToSend,
  { type }: SentPicture,
  fields: Readonly<Record<string, string>> = {},
): Body {
  const boundary = `homeground-${randomBytes(16).toString("hex")}`;
  const ending = /\.[a-z0-9]{1,5}$/i.exec(basename(path))?.[0].toLowerCase() ?? "";
  const quoted = (name: string): string =>
    name.replaceAll('"', "%22").replaceAll(/[\r\n]/g, (c) => (c === "\r" ? "%0D" : "%0A"));
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(field)}"; filename="image${ending}"\r\nContent-Type: ${type}\r\n\r\n`;
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([
      Buffer.from(parts.join("") + head),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}
