import type { JsonWebKey } from "node:crypto";
import { z } from "zod";
import type { VendorSignature } from "@/lib/define-provider";
import type { AnyService } from "@/lib/define-service";
import { serviceUrls } from "@/lib/env";
import { serviceClient } from "@/lib/http/clients";
import { sendToService } from "./service-request";

/** What vendors' signatures are verified with: fetched from the vendor and kept in this process for a while. */

const mostAgeMs = 3_600_000;
/** A signature that fits none of the keys has them fetched again, this often at most: vendors change their keys. */
const leastAgeMs = 15_000;
const timeoutMs = 5_000;

type Kept<Keys> = { at: number; keys: Promise<Keys | null>; hasFailed: boolean };
const kept = { jwks: new Map<string, Kept<JsonWebKey[]>>(), secrets: new Map<string, Kept<string>>() };

/**
 * Whether a signature fits the vendor's keys; "unknown" while the keys cannot be fetched. `fits` gets the keys, and is
 * called again with newer ones where it has said no.
 */
async function verifiedBy<Keys>(
  cache: Map<string, Kept<Keys>>,
  name: string,
  fetchKeys: () => Promise<Keys | null>,
  fits: (keys: Keys) => boolean,
): Promise<"valid" | "invalid" | "unknown"> {
  for (const age of [mostAgeMs, leastAgeMs]) {
    const known = cache.get(name);
    const isOld = !known || Date.now() - known.at >= (known.hasFailed ? leastAgeMs : age);
    const entry = isOld ? fetched(fetchKeys) : known;
    cache.set(name, entry);
    const keys = await entry.keys;
    if (!keys) return "unknown";
    if (fits(keys)) return "valid";
  }
  return "invalid";
}

function fetched<Keys>(fetchKeys: () => Promise<Keys | null>): Kept<Keys> {
  const entry: Kept<Keys> = { at: Date.now(), keys: fetchKeys().catch(() => null), hasFailed: false };
  void entry.keys.then((keys) => {
    entry.hasFailed = keys === null;
  });
  return entry;
}

const jwksSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/** Verifies with the public keys of a vendor. */
export async function verifiedByJwks(
  service: AnyService,
  signature: Extract<VendorSignature, { jwks: string }>,
  fits: (keys: JsonWebKey[]) => boolean,
): Promise<"valid" | "invalid" | "unknown"> {
  const urls = jwksUrls(service, signature.jwks);
  return verifiedBy(kept.jwks, urls.join(" "), () => fetchJwks(urls), fits);
}

/** Where the operator has set another place for the vendor, its keys are there, or where the vendor documents them. */
function jwksUrls({ hosted, ...service }: AnyService, documented: string): string[] {
  const [base] = serviceUrls({ ...service, hosted });
  const own = base && base !== hosted?.url.replace(/\/+$/, "") ? [`${base}${new URL(documented).pathname}`] : [];
  return [...own, documented];
}

async function fetchJwks(urls: string[]): Promise<JsonWebKey[] | null> {
  for (const url of urls) {
    const answer = await serviceClient().send({ url, timeoutMs, maxBytes: 256 * 1024 });
    if (answer.status === 200) return jwksSchema.safeParse(answer.json).data?.keys ?? null;
    if (answer.status !== 404) return null;
  }
  return null;
}

/** Verifies with the secret that a vendor gives to the holder of its key. */
export async function verifiedBySecret(
  service: AnyService,
  path: string,
  fits: (secret: string) => boolean,
): Promise<"valid" | "invalid" | "unknown"> {
  const [base = ""] = serviceUrls(service);
  const fetchSecret = async () => {
    const { status, json } = await sendToService(service, base, { method: "GET", path }, { timeoutMs });
    const { key } = secretSchema.safeParse(json).data ?? {};
    return status === 200 && key ? key : null;
  };
  return verifiedBy(kept.secrets, `${base}${path}`, fetchSecret, fits);
}

const secretSchema = z.looseObject({ key: z.string().startsWith("whsec_").max(500) });
