import { createTranslator } from "use-intl/core";
import type { Language } from "./languages";
import { messages } from "./messages";

/** What turns keys of messages into text. */
export const translatorIn = (locale: Language) => createTranslator({ locale, messages: messages[locale] });
