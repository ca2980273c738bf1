"use client";

import { Button } from "./(studio)/ui/button";
import { Notice } from "./(studio)/ui/notice";
import { words } from "./(studio)/words";

export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return (
    <main>
      <Notice title={words.broken.title} text={words.broken.text}>
        <Button onClick={reset}>{words.broken.again}</Button>
      </Notice>
    </main>
  );
}
