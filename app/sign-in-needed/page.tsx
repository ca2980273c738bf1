import { Terminal } from "lucide-react";
import type { Metadata } from "next";
import { Notice } from "../(studio)/ui/notice";
import { words } from "../(studio)/words";

export const metadata: Metadata = { title: words.signIn.title };

export default function SignInNeeded() {
  return (
    <main>
      <Notice title={words.signIn.title} text={words.signIn.text}>
        <p className="flex items-center gap-3 rounded-xl bg-sunken px-4 py-3 text-left font-mono text-sm text-soft">
          <Terminal aria-hidden className="size-4 shrink-0" />
          <span className="min-w-0 break-all">{words.signIn.example}</span>
        </p>
        <p className="text-sm text-faint">{words.signIn.again}</p>
      </Notice>
    </main>
  );
}
