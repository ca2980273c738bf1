"use client";

import type { ReactNode } from "react";
import { IntlProvider } from "use-intl/react";
import type { Language } from "./languages";
import type { messages } from "./messages";

/** Provides the messages of one language; those of the others are never loaded. */
export function Spoken({
  locale,
  messages: said,
  children,
}: {
  locale: Language;
  messages: (typeof messages)[Language];
  children: ReactNode;
}) {
  return (
    <IntlProvider locale={locale} messages={said}>
      {children}
    </IntlProvider>
  );
}
