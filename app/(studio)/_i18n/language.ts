import { headers } from "next/headers";
import { cache } from "react";
import { type Language, languageOf } from "./languages";
import { translatorIn } from "./translator";

/** The language of this request. For server components. */
export const language = cache(async (): Promise<Language> => languageOf(await headers()));

export const translator = async () => translatorIn(await language());
