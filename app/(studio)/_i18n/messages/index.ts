import type { Language } from "../languages";
import { en, type Messages } from "./en";
import { zh } from "./zh";

/** A message's literal type contains its arguments. All languages take the English arguments, which a test checks. */
const as = (messages: Messages) => messages as typeof en;

export const messages: Record<Language, typeof en> = { en, zh: as(zh) };

declare module "use-intl" {
  interface AppConfig {
    Locale: Language;
    Messages: typeof en;
  }
}
