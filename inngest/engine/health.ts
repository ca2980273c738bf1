import { countStuckJobs } from "@/db/waiting-jobs";
import { engineAnswers } from "./api";
import { engineKnowsFunctions } from "./registration";

/** Milliseconds in which a job begins if the engine reaches the app. */
const patience = 60_000;

/** Why jobs cannot begin, for the operator; null when nothing prevents them. */
export async function engineFault(): Promise<string | null> {
  if (!(await engineAnswers())) return "The engine does not answer; jobs wait until it does.";
  if ((await engineKnowsFunctions()) === false) {
    return "The engine does not know the functions of this app; the app registers them every 15 s. See its log.";
  }
  const stuck = await countStuckJobs(patience).catch(() => 0); // the database is down, which its own state reports
  if (stuck === 0) return null;
  const jobs = stuck === 1 ? "1 job waits" : `${stuck} jobs wait`;
  return `The engine cannot reach this app: ${jobs} and none has begun for ${patience / 1000} s. Set INNGEST_SERVE_ORIGIN to an address at which the engine reaches the app.`;
}
