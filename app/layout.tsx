import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Spoken } from "./(studio)/_i18n/intl-provider";
import { language } from "./(studio)/_i18n/language";
import { messages } from "./(studio)/_i18n/messages";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Nextscene", template: "%s · Nextscene" },
  description: "A picture and a sentence become a film.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f5f2" },
    { media: "(prefers-color-scheme: dark)", color: "#0d0d0f" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await language();
  return (
    <html lang={locale}>
      <body className="min-h-dvh bg-paper font-sans text-base text-ink">
        <Spoken locale={locale} messages={messages[locale]}>
          {children}
        </Spoken>
      </body>
    </html>
  );
}
