import { connect } from "../film/connect";
import { runFilm } from "../film/run-film";

/** `npm run film`: makes a film with the Nextscene that `--url` names, the one on this machine, or a new one. */
await runFilm("npm run film --", process.argv.slice(2), connect);
