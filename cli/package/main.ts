import { runFilm } from "../film/run-film";
import { CannotStart, endWith } from "../supervisor/startup-error";

/** The command of the package: `nextscene film …` with a Nextscene elsewhere. The package starts none. */

const [command, ...args] = process.argv.slice(2);
if (command !== "film") {
  endWith(
    new CannotStart(
      'Use: npx nextscene film picture.jpg "a sentence" --out film.mp4 --url https://nextscene.example.com --key ns_…',
    ),
  );
}
await runFilm("npx nextscene film", args, async () => {
  throw new CannotStart(
    "Name a Nextscene: give its address with --url and one of its keys with --key, or set NEXTSCENE_URL and NEXTSCENE_KEY.",
  );
});
