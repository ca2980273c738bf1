import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { parser } from "stream-json";
import Assembler from "stream-json/assembler.js";

/** A string of an answer that contained a file: `name` replaces it in the JSON, and `path` has its bytes. */
export type AnswerFile = { name: string; path: string };

/** Strings of at least this many characters may be files: the base64 of 24 KiB. */
const fileLength = 32_768;
/** The most characters of an answer's text, without its files. */
const mostText = 1024 * 1024;

/** The answer is not JSON, or its text alone is too long. */
export class AnswerFileError extends Error {}

/**
 * Parses a long JSON answer from a file without holding all of it in memory. Each string that is base64, also as a
 * `data:` URL, is written to a file from `newPath`, and the file's name replaces it. Throws AnswerFileError.
 */
export async function takeFilesOut(
  from: string,
  newPath: () => string,
): Promise<{ value: unknown; files: AnswerFile[] }> {
  const files: AnswerFile[] = [];
  const assembler = new Assembler();
  let text = 0;
  let string: LongString | null = null;
  const tokens = createReadStream(from).pipe(
    parser.asStream({ packStrings: false, streamKeys: false, streamNumbers: false }),
  );
  try {
    for await (const token of tokens) {
      if (token.name === "startString") string = new LongString(newPath);
      else if (token.name === "stringChunk") await string?.add(token.value);
      else if (token.name === "endString") {
        const { value, path } = (await string?.end()) ?? { value: "", path: null };
        string = null;
        if (path) files.push({ name: value, path });
        text += value.length;
        assembler.consume({ name: "stringValue", value });
      } else assembler.consume(token);
      if (text > mostText) throw new AnswerFileError(`The answer has more than ${mostText} characters of text`);
    }
    if (!assembler.done) throw new AnswerFileError("The answer ends in the middle");
    return { value: assembler.current, files };
  } catch (error) {
    if (error instanceof AnswerFileError) throw error;
    throw new AnswerFileError(`The answer is not JSON: ${error instanceof Error ? error.message : error}`);
  } finally {
    tokens.destroy();
    await string?.discard();
  }
}

/** Some services break base64 into lines. */
const base64 = /^[a-z0-9+/_\r\n-]*={0,2}[\r\n]*$/i;
const dataUrl = /^data:[^,]{0,200};base64,/i;

/** A string that arrives in parts: text, or a file once it is long and base64. */
class LongString {
  readonly #parts: string[] = [];
  #length = 0;
  #isText = false;
  #pending: string[] = [];
  #pendingLength = 0;
  #file: FileHandle | null = null;
  #path: string | null = null;
  readonly #newPath: () => string;

  constructor(newPath: () => string) {
    this.#newPath = newPath;
  }

  async add(part: string): Promise<void> {
    if (this.#file) return this.#write(part);
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length > mostText) throw new AnswerFileError(`The answer has a text of more than ${mostText} characters`);
    if (this.#isText || this.#length < fileLength) return;
    const start = this.#parts.join("");
    const encoded = start.slice(dataUrl.exec(start)?.[0].length ?? 0);
    this.#isText = !base64.test(encoded);
    if (this.#isText) return;
    this.#path = this.#newPath();
    this.#file = await open(this.#path, "wx");
    await this.#write(encoded);
  }

  /** The text, or the name that replaces it. */
  async end(): Promise<{ value: string; path: string | null }> {
    if (!this.#file || !this.#path) return { value: this.#parts.join(""), path: null };
    await this.#flush(this.#pendingLength);
    await this.#file.close();
    return { value: `file:${this.#path}`, path: this.#path };
  }

  async discard(): Promise<void> {
    await this.#file?.close();
  }

  async #write(part: string): Promise<void> {
    if (!base64.test(part)) throw new AnswerFileError("A text begins as base64 and continues as something else");
    const letters = part.replace(/[\r\n]/g, "");
    this.#pending.push(letters);
    this.#pendingLength += letters.length;
    // Four characters encode three bytes, so the remainder waits for the next part.
    if (this.#pendingLength >= fileLength) await this.#flush(this.#pendingLength - (this.#pendingLength % 4));
  }

  async #flush(length: number): Promise<void> {
    const all = this.#pending.join("");
    await this.#file?.write(Buffer.from(all.slice(0, length), "base64"));
    this.#pending = [all.slice(length)];
    this.#pendingLength = Math.max(0, all.length - length);
  }
}
