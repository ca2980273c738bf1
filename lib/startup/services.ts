import type { AnyService } from "../define-service";
import { env, serviceInputs, serviceLimits, serviceSetting, serviceTimeout, serviceUrls } from "../env";
import { priceFault } from "../pricing";

type Source = Record<string, string | undefined>;

/** What is wrong with the settings of one service, one sentence each; empty when nothing is wrong. */
export const serviceFaults = (service: AnyService, source?: Source): string[] =>
  [
    faultOf(() => serviceUrls(service, source)),
    faultOf(() => serviceTimeout(service, source)),
    faultOf(() => serviceLimits(service, source)),
    priceFault(service, source),
    inputsFault(service, source),
  ].filter((fault) => fault !== null);

/** The message of the error that reading a setting throws; null when it throws none. */
function faultOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const inputsFault = (service: AnyService, source?: Source): string | null =>
  faultOf(() => {
    const bucket = source ? source.S3_BUCKET : env().S3_BUCKET;
    if (serviceInputs(service, source) !== "s3" || bucket) return;
    throw new Error(
      `${serviceSetting(service.settings ?? service.id, "INPUTS")} is "s3", but the media are not in a bucket: set S3_BUCKET.`,
    );
  });
