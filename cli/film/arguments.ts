import { accessSync, constants, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CannotStart } from "../supervisor/startup-error";

/** How a film and a list are made with `command`, for errors. */
const usagesOf = (command: string) => ({
  one: `${command} picture.jpg "a sentence" --out film.mp4`,
  list: `${command} --batch list.csv --out folder/`,
});
type Usages = ReturnType<typeof usagesOf>;

/** `field`: the model's field that the file is for; null where its type decides. */
export type GivenFile = { path: string; type: "image" | "video" | "audio"; field: string | null };

export type FilmRequest = {
  files: GivenFile[];
  prompt: string | null;
  out: string;
  model: string;
  options: Record<string, unknown>;
  /** Whom to notify of the end; undefined: those of the key. */
  notify: string[] | undefined;
  /** A running Nextscene to use instead of the one on this machine. */
  remote: { url: string; key: string } | null;
};

/** `--batch list.csv --out folder/`: one result for each row. */
export type BatchRequest = Pick<FilmRequest, "out" | "model" | "notify" | "remote"> & { list: string };

const defaultModel = "next-scene";

/**
 * Parses the arguments of `command`, which is how a person calls it; reports every mistake before anything starts.
 */
export function filmRequest(args: string[], command: string): FilmRequest | BatchRequest {
  const usages = usagesOf(command);
  const { values, positionals } = parse(args, usages);
  if (values.batch === undefined) return single(values, positionals, usages);
  return ofList(values.batch, values, positionals, usages);
}

type Values = ReturnType<typeof parse>["values"];

function ofList(batch: string, values: Values, positionals: string[], usages: Usages): BatchRequest {
  if (positionals.length > 0) throw new CannotStart(`Write pictures and sentences into the list: ${usages.list}`);
  if (values.option.length > 0) throw new CannotStart("--option is a column of the list: remove it here.");
  const out = resolve(values.out ?? "films");
  if (statSync(out, { throwIfNoEntry: false })?.isFile()) {
    throw new CannotStart(`${out} is a file: give a folder with --out.`);
  }
  const { model, notify } = values;
  return { list: readableFile(batch, "a CSV file"), out, model, notify, remote: remoteOf(values) };
}

function single(values: Values, positionals: string[], usages: Usages): FilmRequest {
  const isDefault = values.model === defaultModel;
  const last = positionals.at(-1);
  const hasSentence = isDefault ? positionals.length > 1 : last !== undefined && !isFileName(last);
  const [prompt, files] = hasSentence ? [last, positionals.slice(0, -1)] : [undefined, positionals];
  if (isDefault && (files.length === 0 || !prompt?.trim()))
    throw new CannotStart(`Give a picture and a sentence: ${usages.one}`);
  if (isDefault && files.length > 1) throw new CannotStart(`Put the sentence in quotes: ${usages.one}`);
  return {
    files: [...files.map((file) => givenFile(file, null)), ...values.file.map(namedFile)],
    prompt: prompt ?? null,
    out: writablePlace(values.out ?? "film.mp4"),
    model: values.model,
    options: optionsOf(values.option),
    notify: values.notify,
    remote: remoteOf(values),
  };
}

const videos = [".mp4", ".mov", ".webm", ".mkv", ".m4v"];
const sounds = [".mp3", ".wav", ".m4a", ".ogg", ".flac", ".opus"];
const pictures = [".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".gif"];

/** Whether an argument names a file: one that exists, or one with the ending of a picture, video or sound. */
const isFileName = (text: string) =>
  [...pictures, ...videos, ...sounds].includes(extname(text).toLowerCase()) ||
  (statSync(resolve(text), { throwIfNoEntry: false })?.isFile() ?? false);

function givenFile(file: string, field: string | null): GivenFile {
  const ending = extname(file).toLowerCase();
  const type = videos.includes(ending) ? "video" : sounds.includes(ending) ? "audio" : "image";
  return { path: readableFile(file, "a picture, video or sound file"), type, field };
}

/** `background=room.jpg`. */
function namedFile(text: string): GivenFile {
  const at = text.indexOf("=");
  if (at < 1) throw new CannotStart(`--file is "${text}": write it as field=file, such as background=room.jpg.`);
  return givenFile(text.slice(at + 1), text.slice(0, at));
}

function remoteOf(values: Values): FilmRequest["remote"] {
  const url = values.url ?? process.env.NEXTSCENE_URL;
  const key = values.key ?? process.env.NEXTSCENE_KEY;
  if (url && !/^https?:\/\/[^/]/.test(url)) throw new CannotStart(`--url is "${url}": give an http(s) address.`);
  if (url && !key) throw new CannotStart("--key is missing: give an API key of the Nextscene at --url.");
  if (key && !url) throw new CannotStart("--url is missing: give the address of the Nextscene that --key belongs to.");
  return url && key ? { url, key } : null;
}

function parse(args: string[], usages: Usages) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        out: { type: "string" },
        batch: { type: "string" },
        model: { type: "string", default: defaultModel },
        option: { type: "string", multiple: true, default: [] },
        file: { type: "string", multiple: true, default: [] },
        notify: { type: "string", multiple: true },
        url: { type: "string" },
        key: { type: "string" },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error);
    throw new CannotStart(`${reason}: ${usages.one}`);
  }
}

function readableFile(given: string, what: string): string {
  const file = resolve(given);
  try {
    accessSync(file, constants.R_OK);
    if (statSync(file).isFile()) return file;
  } catch {
    // The error below covers this.
  }
  throw new CannotStart(`${given} cannot be read: give ${what}.`);
}

function writablePlace(given: string): string {
  const out = resolve(given);
  try {
    accessSync(dirname(out), constants.W_OK);
  } catch {
    throw new CannotStart(`${dirname(out)} cannot be written to: give another place with --out.`);
  }
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CannotStart(`${given} is a folder: give a file name with --out.`);
  }
  return out;
}

/** An option that is given several times is a list of its values. */
function optionsOf(given: string[]): Record<string, unknown> {
  const options = new Map<string, unknown[]>();
  for (const [name, value] of given.map(option)) options.set(name, [...(options.get(name) ?? []), value]);
  return Object.fromEntries([...options].map(([name, values]) => [name, values.length > 1 ? values : values[0]]));
}

/** `width=768` → `["width", 768]`: numbers, booleans, lists and objects as JSON, anything else as text. */
function option(text: string): [string, unknown] {
  const at = text.indexOf("=");
  if (at < 1) throw new CannotStart(`--option is "${text}": write it as name=value.`);
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value)];
  } catch {
    return [text.slice(0, at), value];
  }
}
