import { cookies, headers } from "next/headers";
import { cache } from "react";
import { createTranslator } from "use-intl/core";
import { isLanguage, type Language, languageCookie, languageFor } from "./languages";
import { messages } from "./messages";

/** The language of this request: the chosen one, else the browser's preference. For server components. */
export const language = cache(async (): Promise<Language> => {
  const chosen = (await cookies()).get(languageCookie)?.value;
  return isLanguage(chosen) ? chosen : languageFor((await headers()).get("accept-language") ?? "");
});

export async function translator() {
  const locale = await language();
  return createTranslator({ locale, messages: messages[locale] });
}
