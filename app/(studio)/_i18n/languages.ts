import { cookieOf } from "@/server/http/cookie";

/**
 * The studio's languages, each under its own name. To add one, write a file of messages and add a line here and in
 * `messages/index.ts`.
 */
export const languages = { en: "English", zh: "中文" } as const;
export type Language = keyof typeof languages;

export const languageCookie = "nextscene_language";

export const isLanguage = (text: string | undefined): text is Language => text !== undefined && text in languages;

/** The language of a request: the chosen one, else the browser's preference. */
export function languageOf(headers: Pick<Headers, "get">): Language {
  const chosen = cookieOf(headers, languageCookie, "\\w+");
  return isLanguage(chosen) ? chosen : languageFor(headers.get("accept-language") ?? "");
}

/** The best available language for an `Accept-Language` header; English if none matches. */
export function languageFor(accept: string): Language {
  const wanted = accept
    .split(",")
    .map((part) => {
      const [tag = "", ...rest] = part.trim().split(";");
      const q = rest.find((one) => one.trim().startsWith("q="))?.split("=")[1];
      return { language: tag.toLowerCase().split("-")[0], q: q === undefined ? 1 : Number(q) };
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q);
  return wanted.map(({ language }) => language).find(isLanguage) ?? "en";
}
