import { LinkButton } from "./(studio)/ui/button";
import { Notice } from "./(studio)/ui/notice";
import { words } from "./(studio)/words";

export default function NotFound() {
  return (
    <main>
      <Notice title={words.notFound.title} text={words.notFound.text}>
        <LinkButton href="/">{words.notFound.home}</LinkButton>
      </Notice>
    </main>
  );
}
