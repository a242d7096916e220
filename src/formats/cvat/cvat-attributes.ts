import type { FieldCounter } from "../fields.js";
import type { XmlElement } from "../xml/xml-elements.js";

/** What a shape says of its object beside its place: its attributes, and whether it is occluded. */
export function attributesOf(shape: XmlElement): Readonly<Record<string, string>> {
  const said: [string, string][] = [];
  const occluded = shape.attributes.get("occluded");
  if (occluded !== undefined && occluded !== "0") said.push(["occluded", occluded]);
  for (const { name, attributes, text } of shape.children) {
    const key = attributes.get("name") ?? "";
    if (name === "attribute" && key !== "" && text !== "") said.push([key, text]);
  }
  return Object.fromEntries(said);
}

/** Counts the attributes of an element that are not kept. @param used names of those that are here */
export function countAttributes(
  notRead: FieldCounter,
  place: string,
  { attributes }: XmlElement,
  where: string,
  used: readonly string[] = [],
): void {
  const rest = [...attributes].filter(([name]) => !used.includes(name));
  notRead.record(place, Object.fromEntries(rest), where);
}

/** Counts the parts of the description of a task that are not kept. */
export function countMeta(notRead: FieldCounter, meta: XmlElement, where: string): void {
  for (const part of meta.children) {
    const isTask = /^(task|project|job)$/.test(part.name);
    if (!isTask) notRead.field("meta/", part.name, textsIn(part), where);
    else if (part.name === "project") countTasks(notRead, part, where);
    else countTask(notRead, part, where);
  }
}

function countTasks(notRead: FieldCounter, project: XmlElement, where: string): void {
  for (const part of project.children) {
    if (part.name !== "tasks") notRead.field("meta/task/", part.name, textsIn(part), where);
    else for (const task of part.children) countTask(notRead, task, where);
  }
}

function countTask(notRead: FieldCounter, task: XmlElement, where: string): void {
  for (const part of task.children) {
    notRead.field("meta/task/", part.name, textsIn(part), where);
  }
}

function textsIn({ text, children }: XmlElement): string {
  return [text, ...children.map(textsIn)].join(" ").trim();
}
