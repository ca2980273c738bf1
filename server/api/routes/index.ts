import type { Endpoint } from "../route";
import * as batches from "./batches";
import * as createBatch from "./create-batch";
import * as deliveries from "./deliveries";
import * as description from "./description";
import * as cut from "./jobs/cut";
import * as documents from "./jobs/documents";
import * as events from "./jobs/events";
import * as generate from "./jobs/generate";
import * as jobs from "./jobs/jobs";
import * as media from "./jobs/media";
import * as run from "./jobs/run";
import * as share from "./jobs/share";
import * as takes from "./jobs/takes";
import * as keys from "./keys";
import * as library from "./library";
import * as notifications from "./notifications";
import * as projects from "./projects";
import * as providers from "./providers";
import * as system from "./system";
import * as uploads from "./uploads";
import * as usage from "./usage";
import * as webhooks from "./webhooks";

/** The endpoints, except the description of all of them (`openapi/document.ts`). */
export const endpoints: readonly Endpoint[] = [
  ...[
    generate,
    jobs,
    run,
    takes,
    events,
    documents,
    cut,
    share,
    media,
    projects,
    createBatch,
    batches,
    library,
    uploads,
  ],
  ...[keys, usage, deliveries, webhooks, notifications, providers, description, system],
].flatMap((group) => Object.values(group));
