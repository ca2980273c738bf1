import { LinkButton } from "./ui/button";
import { Notice } from "./ui/notice";
import { words } from "./words";

/** Inside the studio, with its header. */
export default function NotFound() {
  return (
    <Notice title={words.notFound.title} text={words.notFound.text}>
      <LinkButton href="/">{words.notFound.home}</LinkButton>
    </Notice>
  );
}
