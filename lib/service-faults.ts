import { env, serviceInputs, serviceSetting } from "./env";
import { priceFault } from "./price";
import type { AnyService } from "./service";

type Source = Record<string, string | undefined>;

/** What is wrong with the settings of one service, one sentence each; empty when nothing is. */
export const serviceFaults = (service: AnyService, source?: Source): string[] =>
  [priceFault(service, source), inputsFault(service, source)].filter((fault) => fault !== null);

function inputsFault({ id }: AnyService, source?: Source): string | null {
  try {
    const bucket = source ? source.S3_BUCKET : env().S3_BUCKET;
    if (serviceInputs(id, source) !== "s3" || bucket) return null;
    return `${serviceSetting(id, "INPUTS")} is "s3", but the media are not in a bucket: set S3_BUCKET.`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
