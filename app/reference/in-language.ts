import { zhCodes } from "../(studio)/_i18n/messages/zh-codes";
import * as subjects from "./_zh";

/** The API's descriptions in Chinese: each English line with its Chinese one. */
const chinese = new Map(Object.values(subjects).flatMap((lines) => Object.entries<string>(lines)));
const codes = new Map(Object.entries<string>(zhCodes));

/** A description in the page's language. One without a Chinese text, which a test rules out, remains English. */
export const inLanguage = (spoken: string, description: string): string =>
  spoken === "zh" ? description.replace(/.+/g, (line) => chinese.get(line) ?? refusal(line) ?? line) : description;

/** A refusal as the table of codes describes it: `not_found: Not found.` */
function refusal(line: string): string | undefined {
  const code = /^(\w+): /.exec(line)?.[1] ?? "";
  const meaning = codes.get(code);
  return meaning && `${code}：${meaning}`;
}
